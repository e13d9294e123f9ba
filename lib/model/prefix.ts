import type { Family } from "./dual-stack";

/** An IP prefix in canonical text (RFC 5952 for IPv6) with the range that it spans. */
export interface Prefix {
  readonly family: Family;
  /** `10.2.0.0/27`, `2001:db8:2:1::/64` */
  readonly cidr: string;
  /** The network address without the length. */
  readonly address: string;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
}
