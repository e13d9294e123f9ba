import { readRouterConfig } from "../lib/router/reader";
import type { RouterConfig } from "../lib/router/router-config";
import { ROUTER_LINE } from "../lib/router/own-configuration";
import { commands, type Command } from "../lib/router/section";
import { globalsOf, headingOf, parseSection, printed, typed, valueOf, type Section } from "../lib/router/sections";

/** A route, and the tunnel that it leads through. */
const ROUTE = /^ip(?:v6)? route .*?(?: (Tunnel\d+)|$)/;
const ETHERNET = /^interface GigabitEthernet/;

/**
 * What a router runs, as its file would say it. A tunnel that is shut is not there, nor is an interface: nothing
 * leaves through them.
 *
 * @returns undefined where it does not hold together, as between two lines that somebody types
 */
export function runningConfig(text: string): RouterConfig | undefined {
  try {
    const top = commands(text.replace(/^end$/m, ""));
    const globals = globalsOf(top);
    // The file of a router on premises leaves its interfaces, VRFs and licence to the router.
    const isWhole = top.some(({ text }) => text.startsWith("platform hardware throughput level"));
    const isShut = (name: string) => {
      const tunnel = top.find(({ text }) => text === `interface ${name}`);
      return !tunnel || hasLine(tunnel, "shutdown");
    };
    const lines = top.flatMap((command) => {
      const heading = headingOf(command);
      if (heading?.kind === "VRF" && !isWhole) return [];
      if (heading) return sectionLines(parseSection(heading, command, globals));
      if (ETHERNET.test(command.text)) return isWhole ? ethernetLines(command) : [];
      const route = ROUTE.exec(command.text);
      if (route) return route[1] && isShut(route[1]) ? [] : [command.text];
      return ROUTER_LINE.test(command.text) ? [command.text] : [];
    });
    return readRouterConfig(lines.join("\n"));
  } catch {
    return undefined;
  }
}

const hasLine = ({ children }: Command, text: string) => children.some((one) => one.text === text);

function sectionLines(section: Section): string[] {
  if (section.kind === "interface" && valueOf(section, "shutdown") !== undefined) return [];
  const withoutPfs = section.kind === "IPsec profile" && valueOf(section, "set pfs") === undefined;
  const lines = [...section.lines.flatMap(typed), ...(withoutPfs ? ["no set pfs"] : [])];
  return [section.heading, ...lines.map((line) => ` ${line}`)];
}

const ethernetLines = (command: Command): string[] =>
  hasLine(command, "shutdown") ? [] : [...printed(command), " no shutdown"];
