export type Kind =
  "VRF" | "interface" | "proposal" | "policy" | "keyring" | "IKEv2 profile" | "transform set" | "IPsec profile";

/** The names of a file, each defined once and before its use, and the addresses of its tunnels. */
export class Names {
  private readonly defined = new Map<string, number>();
  private readonly uses: { readonly what: string; readonly user: string; readonly line: number }[] = [];
  private isLeft: (what: string) => boolean = () => false;
  private readonly addresses = new Map<string, string>();

  define(kind: Kind, name: string, line: number): void {
    const what = `${kind} ${name}`;
    if (this.defined.has(what)) throw new Error(`line ${line}: ${what} is defined twice`);
    this.defined.set(what, line);
  }

  use(kind: Kind, name: string, user: string, line: number): void {
    this.uses.push({ what: `${kind} ${name}`, user, line });
  }

  /** What the file may use and need not define, since the router has it: VRFs, and interfaces that are no tunnels. */
  leaveToRouter(): void {
    this.isLeft = (what) => /^(?:VRF|interface (?!Tunnel))/.test(what);
  }

  takeAddress(address: string, tunnel: string, line: number): void {
    const other = this.addresses.get(address);
    if (other) {
      throw new Error(
        `line ${line}: ${tunnel} has the address ${address} of ${other}; IOS-XE refuses an address that overlaps ` +
          "another interface's, so give it another",
      );
    }
    this.addresses.set(address, tunnel);
  }

  /** @throws Error for a name that no line before its use defines */
  resolve(): void {
    for (const { what, user, line } of this.uses) {
      const definition = this.defined.get(what);
      if (definition === undefined && this.isLeft(what)) continue;
      if (definition === undefined) throw new Error(`line ${line}: ${user} uses ${what}, which is not defined`);
      if (definition > line) {
        throw new Error(
          `line ${line}: ${user} uses ${what}, which line ${definition} defines; IOS-XE takes the lines in their ` +
            "order, so define it before",
        );
      }
    }
  }
}
