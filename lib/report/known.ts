import { STAND_INS } from "../catalyst/preview";
import type { Deployment } from "../model/deployment";
import { peerName, type Connection, type Site } from "../model/site";
import { perInstance, type PerInstance } from "../model/topology";
import type { Result } from "../verify/result";

/** What is known of a deployment beside its config. It holds no secret. */
export interface Known {
  /** When the report is made: a time of ISO 8601. */
  readonly made: string;
  readonly deployed?: Deployed;
  /** What words of the command found last, the latest last. */
  readonly results: readonly Result[];
}

/** What a deployment has made. */
export interface Deployed {
  /** When it ended, and with which exit code: a time of ISO 8601. */
  readonly ended: string;
  readonly exitCode: number;
  /** Whether on a simulated Azure. */
  readonly simulated: boolean;
  /** Public IPv4 addresses of the gateway's instances; absent where nothing here says them. */
  readonly gatewayAddresses?: PerInstance<string>;
  /** What Azure has of the router's end of each connection, by the name of the connection. */
  readonly peers: Readonly<Record<string, string>>;
  /** By router; one that has no file is absent. */
  readonly files: Readonly<Record<string, KnownFile>>;
}

/** A router's file, with its keys masked. */
export interface KnownFile {
  readonly text: string;
  /** What an earlier report had in its place, and when that was made: a time of ISO 8601. */
  readonly before?: { readonly text: string; readonly made: string };
}

/** What every section of a report is made of. */
export interface Subject {
  readonly deployment: Deployment;
  /** Those that the report is about. */
  readonly sites: readonly Site[];
  readonly known: Known;
}

/** The addresses of the gateway's instances: those of the deployment, else stand-ins, which say so. */
export const gatewayAddressesOf = ({ known }: Pick<Subject, "known">): PerInstance<string> =>
  known.deployed?.gatewayAddresses ?? perInstance((instance) => `${STAND_INS[instance]} (stand-in)`);

/** By what Azure knows the router's end of a connection. */
export function peerOf({ known }: Pick<Subject, "known">, { name, wan: { peer } }: Connection): string {
  if (peer) return peerName(peer);
  return ownValue(known.deployed?.peers, name) ?? "given by Azure";
}

/** What a record holds itself by a name, which may be one such as `constructor`. */
export const ownValue = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;
