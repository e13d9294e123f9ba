import type { Problem } from "../config/problem";
import { report } from "../config/report";
import type { ConfigFile } from "../config/schema";
import { validate } from "../config/validate";
import { UserError } from "../lib/model/user-error";

export type Site = ConfigFile["sites"][number];
export type RealSite = Extract<Site, { kind: "onPremises" }>;
export type Wan = RealSite["router"]["wans"][number];

/** What stands for a WAN and a site that are not known yet, from a block that nobody has (RFC 5737). */
export const STAND_IN_WAN: Wan = { interface: "GigabitEthernet0/0/0", publicAddress: "203.0.113.254" };
export const STAND_IN_SITE: RealSite = {
  kind: "onPremises",
  name: "site",
  networks: { ipv4: ["203.0.113.0/32"] },
  router: { wans: [STAND_IN_WAN] },
};

/** A config on its way: right at any time, with examples in the place of what is not known yet. */
export class Draft {
  config: ConfigFile;
  /** Of the config as it is now. */
  warnings: readonly Problem[] = [];
  private sites: readonly Site[] = [];

  constructor(
    private readonly file: string,
    $schema: string,
  ) {
    this.config = {
      $schema,
      // Here for its place in the file.
      subscriptionId: undefined,
      location: "uksouth",
      resourceGroup: "vpn",
      adminUsername: "azureadmin",
      gateway: { name: "gw" },
      sites: [STAND_IN_SITE],
    };
  }

  get siteCount(): number {
    return this.sites.length;
  }

  /** Whether the config makes a machine that somebody logs in to. */
  get hasMachines(): boolean {
    return !this.config.gateway.existing || this.sites.some(({ kind }) => kind !== "onPremises");
  }

  /** @throws UserError where the config would not be right with it */
  set(change: Partial<ConfigFile>): void {
    const changed = { ...this.config, ...change };
    const result = validate(changed);
    if ("problems" in result) throw new UserError(report(this.file, result.problems));
    this.config = changed;
    this.warnings = result.warnings;
  }

  /** Puts a site after the first `place` ones. @throws UserError likewise */
  setSite(place: number, site: Site): void {
    const sites = [...this.sites.slice(0, place), site];
    this.set({ sites });
    this.sites = sites;
  }

  /** @param text the value of `--site` */
  addSiteOf(text: string): void {
    const [name = "", ipv4, ipv6, ...rest] = split(text);
    if (!ipv4 || !ipv6 || rest.length > 0) {
      throw new UserError(`--site ${text}: give a name and two prefixes, such as cat,10.2.0.0/24,2001:db8:2::/48`);
    }
    this.setSite(this.siteCount, { name, network: { ipv4, ipv6 } });
  }

  /** @param text the value of `--on-premises` */
  addRealSiteOf(text: string): void {
    const [name = "", address, interfaceName, ...prefixes] = split(text);
    if (!address || !interfaceName || prefixes.length === 0) {
      throw new UserError(
        `--on-premises ${text}: give a name, the router's public address, its interface and one prefix or more, such as oslo,198.51.100.10,GigabitEthernet0/0/0,10.20.0.0/16`,
      );
    }
    const wans = [{ interface: interfaceName, ...peerOf(address) }];
    this.setSite(this.siteCount, { kind: "onPremises", name, networks: networksOf(prefixes), router: { wans } });
  }
}

/** The parts between commas. */
export const split = (text: string): string[] => text.split(",").map((part) => part.trim());

/** An address as it is, anything else as the name of one. */
export const peerOf = (text: string): Pick<Wan, "publicAddress" | "fqdn"> =>
  /^[\d.]+$|:/.test(text) ? { publicAddress: text, fqdn: undefined } : { publicAddress: undefined, fqdn: text };

export function networksOf(prefixes: readonly string[]): RealSite["networks"] {
  const isIpv6 = (prefix: string) => prefix.includes(":");
  return { ipv4: prefixes.filter((prefix) => !isIpv6(prefix)), ipv6: prefixes.filter(isIpv6) };
}
