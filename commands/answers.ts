import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../lib/model/user-error";
import type { Draft } from "./draft";
import { readHub } from "./hub";
import type { Shell } from "./shell";

/** What options give. */
export interface Answers {
  readonly hub?: string;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly site?: readonly string[];
  readonly onPremises?: readonly string[];
  readonly sshKey?: string;
  readonly source?: readonly string[];
}

/** The key that stands in a text, or in the file that it names. A private one goes nowhere from here. */
export function readKey(given: string, { cwd, env }: Shell): string {
  if (/^(ssh-|ecdsa-)/.test(given)) return given;
  const file = resolve(cwd, given.replace(/^~(?=\/)/, env.HOME ?? "~"));
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}); name your .pub file`);
  }
  if (text.includes("PRIVATE KEY")) throw new UserError(`${file} is a private key; name the .pub file beside it`);
  return text;
}

/** @throws UserError that names what only a terminal could ask for */
export function requireAll({ hub, resourceGroup, location, site, onPremises }: Answers): void {
  const missing = [
    ...(resourceGroup ? [] : ["--resource-group"]),
    ...(location || hub ? [] : ["--location"]),
    ...(site || onPremises ? [] : ["--site or --on-premises"]),
  ];
  if (missing.length > 0) throw new UserError(`without a terminal, init needs ${missing.join(", ")}`);
}

/** Takes what options give. @throws UserError with what is wrong with one */
export async function fill(draft: Draft, options: Answers, shell: Shell): Promise<void> {
  const { hub, location, resourceGroup, site = [], onPremises = [], sshKey, source } = options;
  if (hub) {
    const { notes, ...there } = await readHub(hub, shell);
    const elsewhere = location !== undefined && location !== there.location;
    draft.set(elsewhere ? { ...there, location, gateway: { ...there.gateway, location: there.location } } : there);
    for (const note of notes) shell.say(note);
  } else if (location) draft.set({ location });
  if (resourceGroup) draft.set({ resourceGroup });
  for (const one of site) draft.addSiteOf(one);
  for (const one of onPremises) draft.addRealSiteOf(one);
  if (sshKey) draft.set({ adminSshPublicKey: readKey(sshKey, shell) });
  if (source) draft.set({ adminSourcePrefixes: [...source] });
}
