import type { TunnelEnds } from "./own-configuration";

/** Commands that belong together. */
export interface Step {
  /** What it does, as the rest of a sentence: `change Tunnel0` */
  readonly what: string;
  /** Lines of configuration mode, those of a section indented by a blank. They may hold keys. */
  readonly commands: readonly string[];
  /** The tunnel that goes down and comes up again; the next step has to wait until it is up. */
  readonly tunnel?: TunnelEnds;
}
