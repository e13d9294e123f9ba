import { judge } from "../../lib/verify/judge";
import { markdown } from "../../lib/verify/markdown";
import { BREAKS, worldOf } from "../helpers/breaks";
import { keyOf } from "../helpers/intent";
import { evidenceOf, shownBy } from "../helpers/world";

/** A key in the forms in which something could show it. */
const formsOf = (key: string) => [
  key,
  [...key].reverse().join(""),
  Buffer.from(key).toString("base64").replace(/=+$/, ""),
  Buffer.from(key).toString("hex"),
  key.slice(0, 12),
  key.slice(-12),
];

test("the keys that Azure, the router and its file show come out nowhere, in no form", () => {
  const forms = [0, 1].flatMap((connection) => formsOf(keyOf(connection)));
  const isIn = (text: string) => forms.filter((form) => text.toLowerCase().includes(form.toLowerCase()));
  for (const one of BREAKS) {
    const world = worldOf(one);
    const shown = shownBy(world, "arm");
    const azure = [...shown.azure, { name: "key.json", text: JSON.stringify({ value: keyOf(0) }) }];
    const router = `${shown.router}\noslo#show running-config\ncrypto ikev2 keyring k\n pre-shared-key ${keyOf(1)}\noslo#`;
    expect(isIn(JSON.stringify([world.intent.file, shown])).length).toBeGreaterThan(0);
    const evidence = evidenceOf({ ...shown, azure, router });
    const verdicts = judge(world.intent, evidence);
    expect(isIn(JSON.stringify(evidence))).toEqual([]);
    expect(isIn(JSON.stringify(verdicts) + markdown("the site", verdicts))).toEqual([]);
  }
});
