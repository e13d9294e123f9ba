import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline/promises";
import { UserError } from "../lib/model/user-error";
import type { Terminal } from "../runner/ask";
import { readKey, type Answers } from "./answers";
import { networksOf, peerOf, split, STAND_IN_SITE, STAND_IN_WAN, type Draft, type RealSite, type Wan } from "./draft";
import type { Shell } from "./shell";

/** Asks for what the options do not give, again where an answer is refused. @returns false where Ctrl-C ended it */
export async function interview(draft: Draft, given: Answers, shell: Shell, terminal: Terminal): Promise<boolean> {
  const questions = new Questions(terminal, shell.say);
  try {
    if (!given.location && !given.hub) {
      await questions.until("Azure region", "uksouth", (location) => draft.set({ location }));
    }
    if (!given.resourceGroup) {
      await questions.until("Start of the resource groups' names", "vpn", (resourceGroup) =>
        draft.set({ resourceGroup }),
      );
    }
    if (!given.site && !given.onPremises) while (await askSite(questions, draft));
    if (draft.hasMachines) await askLogin(questions, draft, given, shell);
    return true;
  } catch (error) {
    if (questions.interrupted) return false;
    throw error;
  } finally {
    questions.end();
  }
}

async function askLogin(questions: Questions, draft: Draft, given: Answers, shell: Shell): Promise<void> {
  if (!given.sshKey) {
    const own = join(shell.env.HOME ?? "", ".ssh", "id_ed25519.pub");
    const question = "Your SSH public key, a file or its text (none: a password is made)";
    await questions.until(question, existsSync(own) ? own : "none", (answer) => {
      if (answer !== "none") draft.set({ adminSshPublicKey: readKey(answer, shell) });
    });
  }
  if (!given.source) {
    const question = "Prefixes that SSH may come from, with commas between (none: from nowhere)";
    await questions.until(question, "none", (answer) => {
      if (answer !== "none") draft.set({ adminSourcePrefixes: split(answer) });
    });
  }
}

/** @returns whether there was another one */
async function askSite(questions: Questions, draft: Draft): Promise<boolean> {
  const place = draft.siteCount;
  const question = place === 0 ? "Name of the first site" : "Name of another site (empty: no more)";
  const name = await questions.until(question, "", (name) => {
    if (place === 0 || name !== "") draft.setSite(place, { ...STAND_IN_SITE, name });
  });
  if (name === "") return false;
  const kind = await questions.until("  its router, real or simulated in Azure", "simulated", (kind) => {
    if (!["real", "simulated"].includes(kind)) throw new UserError(`"${kind}" is neither "real" nor "simulated"`);
  });
  if (kind === "real") await askRealSite(questions, (site) => draft.setSite(place, { ...site, name }));
  else {
    await questions.again(async () => {
      const ipv4 = await questions.ask("  its IPv4 prefix, such as 10.2.0.0/24");
      const ipv6 = await questions.ask("  its IPv6 prefix, such as 2001:db8:2::/48");
      draft.setSite(place, { name, network: { ipv4, ipv6 } });
    });
  }
  return true;
}

/** @param put takes what is known so far, or refuses it */
async function askRealSite(questions: Questions, put: (site: RealSite) => void): Promise<void> {
  const first = (await askWan(questions, "  interface of its WAN", STAND_IN_WAN.interface, (wan) =>
    put({ ...STAND_IN_SITE, router: { wans: [wan] } }),
  ))!;
  const second = await askWan(questions, "  interface of a second WAN (empty: none)", "", (wan) =>
    put({ ...STAND_IN_SITE, router: { wans: [first, wan] } }),
  );
  const router = { wans: second ? [first, second] : [first] };
  await questions.until("  prefixes behind it, IPv4 and IPv6, with commas between", "", (answer) =>
    put({ ...STAND_IN_SITE, router, networks: networksOf(split(answer)) }),
  );
}

/** @returns undefined where the answer is that there is none */
async function askWan(
  questions: Questions,
  question: string,
  fallback: string,
  put: (wan: Wan) => void,
): Promise<Wan | undefined> {
  let wan = STAND_IN_WAN;
  const take = (change: Partial<Wan>) => {
    const changed = { ...wan, ...change };
    put(changed);
    wan = changed;
  };
  const name = await questions.until(question, fallback, (name) => {
    if (name !== "") take({ interface: name });
  });
  if (name === "") return undefined;
  await questions.until("  its public address, or a name where that changes", "", (peer) => take(peerOf(peer)));
  const nat = await questions.until(
    "  NAT before it: none, static (an address of its own) or port (one that others share)",
    "none",
    (nat) => take({ nat: nat as Wan["nat"] }),
  );
  if (nat !== "none") {
    await questions.until("  its own address behind the NAT (empty: it changes)", "", (privateAddress) =>
      take({ privateAddress: privateAddress || undefined }),
    );
  }
  await questions.until('  its next hop, an address or "dhcp" (empty: by the router\'s own routes)', "", (nextHop) =>
    take({ nextHop: nextHop || undefined }),
  );
  return wan;
}

/** Questions at a terminal. */
class Questions {
  interrupted = false;
  private readonly lines: Interface;
  private readonly closed: Promise<never>;
  private over = false;

  constructor(
    terminal: Terminal,
    private readonly say: (text: string) => void,
  ) {
    this.lines = createInterface({ ...terminal, terminal: true });
    this.lines.on("SIGINT", () => {
      this.interrupted = true;
      this.lines.close();
    });
    this.closed = new Promise((_, reject) => {
      this.lines.once("close", () => {
        this.over = true;
        reject(new UserError("Not every question was answered; nothing was written."));
      });
    });
    this.closed.catch(() => {});
  }

  async ask(question: string, fallback = ""): Promise<string> {
    const answer = this.lines.question(`${question}${fallback && ` [${fallback}]`}: `);
    return (await Promise.race([answer, this.closed])).trim() || fallback;
  }

  /** Asks until the answer is taken. @returns that answer */
  until(question: string, fallback: string, take: (answer: string) => void): Promise<string> {
    return this.again(async () => {
      const answer = await this.ask(question, fallback);
      take(answer);
      return answer;
    });
  }

  /** Does it until nothing in it is refused. */
  async again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UserError) || this.over) throw error;
        this.say(error.message);
      }
    }
  }

  end(): void {
    this.lines.close();
  }
}
