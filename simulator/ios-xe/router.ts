import { Device } from "./device";
import { Session } from "./session";

export type { DeviceProps as RouterProps, User } from "./device";

/**
 * A Catalyst 8000V to talk to, written against Cisco's documents and public samples.
 *
 * It takes the commands of `commands.ts` and `exec.ts`, and no others. What is around it is a `World`.
 */
export class Router extends Device {
  /**
   * Somebody's terminal, with a privilege that may do all.
   *
   * @param announce takes what the router prints without being asked
   */
  session(user = "console", announce: (text: string) => void = () => undefined): Session {
    return new Session(this, user, announce);
  }
}
