/**
 * A time as people read it: `2026-05-04 13:37 UTC`
 *
 * @param time of ISO 8601
 */
export const minute = (time: string): string => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
