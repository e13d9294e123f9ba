import type { Difference, DifferenceOptions } from "../lib/router/difference";
import type { RouterTerminal } from "../runner/router-terminal";
import * as onDemand from "./on-demand";
import { reading, type NamedText } from "./router-file";

/** What a router runs now. */
export const runningAt = async (terminal: RouterTerminal): Promise<NamedText> => ({
  name: `the running configuration of ${terminal.host}`,
  text: await terminal.ask("show running-config"),
});

/** @throws UserError that names the configuration that cannot be read, and its line */
export const differenceOf = (running: NamedText, file: NamedText, options: DifferenceOptions = {}): Difference =>
  reading(running, (text) => onDemand.routers().difference(text, file.text, options));
