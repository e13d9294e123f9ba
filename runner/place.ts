import { join } from "node:path";

/** Where a run works, and whether it should go on. */
export interface Place {
  /** The project's folder. */
  readonly project: string;
  /** The simulator's folder: cloud, states, the routers' files. */
  readonly home: string;
  /** Whether somebody has asked to stop. */
  readonly interrupted: () => boolean;
}

/** Where stacks are synthesized into. */
export const outputFolder = ({ home }: Place) => join(home, "cdktf.out");
