import type { RouterConfig } from "../router/router-config";
import type { IkeSa } from "../evidence/show-ikev2-sa";

/** An IKE SA in the words of a proposal: `aes-gcm-256 sha384 group 14`. */
export function ikeSaWords({ encryption, keySize, hash, prf, dhGroup }: IkeSa): string {
  const integrity = /^none$/i.test(hash) ? [] : [hash];
  return [`${encryption}${keySize === undefined ? "" : `-${keySize}`}`, ...integrity, prf, `group ${dhGroup}`]
    .join(" ")
    .toLowerCase();
}

/** The IKE algorithms of a file's proposals, in the words that an SA has. */
export const proposalWords = ({ proposals }: RouterConfig): string[] =>
  proposals.map(({ encryption, integrity, prf, group }) =>
    [encryption, ...(integrity ? [integrity] : []), prf, `group ${group}`].join(" "),
  );

/** `esp-256-aes esp-sha256-hmac`, as IOS-XE shows it, in the words of a configuration. */
export const transformOf = (shown: string) =>
  shown
    .replace(/\besp-(\d+)-aes\b/, "esp-aes $1")
    .replace(/\besp-aes(?! \d)/, "esp-aes 128")
    .trim();

/** The transforms that a file has for a tunnel, in the words of a configuration: `esp-aes 128 esp-sha256-hmac`. */
export function transformsOf(file: RouterConfig, tunnel: RouterConfig["tunnels"][number]): string[] {
  const sets = file.ipsecProfiles.find(({ name }) => name === tunnel.ipsecProfile)?.transformSets ?? [];
  return file.transformSets.filter(({ name }) => sets.includes(name)).map((set) => transformOf(set.transform));
}
