import { ping } from "./ping";
import { showCryptoSession } from "./show-crypto-session";
import { showIkev2Sa } from "./show-ikev2-sa";
import { showInterfaces } from "./show-interfaces";
import { showIpInterfaceBrief } from "./show-ip-interface-brief";
import { showIpRoute } from "./show-ip-route";
import { showIpsecSa } from "./show-ipsec-sa";
import { showIpv6InterfaceBrief } from "./show-ipv6-interface-brief";
import { showIpv6Route } from "./show-ipv6-route";
import { showPlatformThroughput } from "./show-platform-throughput";
import { showVersion } from "./show-version";

/** The commands whose output is evidence, by the part of it that they give. */
export const FORMATS = {
  platformThroughput: showPlatformThroughput,
  version: showVersion,
  ikeSas: showIkev2Sa,
  cryptoSessions: showCryptoSession,
  ipsecFlows: showIpsecSa,
  ipv4Routes: showIpRoute,
  ipv6Routes: showIpv6Route,
  ipv4Addresses: showIpInterfaceBrief,
  ipv6Addresses: showIpv6InterfaceBrief,
  interfaces: showInterfaces,
  pings: ping,
};

export type Part = keyof typeof FORMATS;

export const PARTS = Object.keys(FORMATS) as Part[];
