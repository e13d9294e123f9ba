/** A time of ISO 8601 as people read it: `2026-05-04 13:37 UTC` */
export const minute = (time: string) => `${time.slice(0, 16).replace("T", " ")} UTC`;
