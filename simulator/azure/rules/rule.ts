import type { Cloud, Resource } from "../cloud";

/** A rule of the platform that a written resource must keep. */
export interface Rule {
  /** Azure's error code where public reports name it, else one in its manner. */
  readonly code: string;
  /** @default 400 */
  readonly status?: 400 | 404 | 409;
  /** @default - every type */
  readonly types?: readonly string[];
  /** What is wrong and where, or undefined. */
  readonly broken: (resource: Resource, cloud: Cloud) => string | undefined;
}
