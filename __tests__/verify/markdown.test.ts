import { markdown } from "../../lib/verify/markdown";
import type { Verdict } from "../../lib/verify/verdict";

const VERDICTS: readonly Verdict[] = [
  { check: "gw: provisioning", outcome: "passed", expected: "Succeeded", seen: "Succeeded" },
  { check: "Tunnel0: traffic", outcome: "unknown", expected: "packets" },
  {
    ...{ check: "Tunnel0: IKE SA", outcome: "failed", expected: "READY", seen: "none" },
    causes: [
      { name: "key differs", text: "Give the router its file again." },
      { name: "UDP 500 blocked", text: "Open it." },
    ],
  },
];

test("what to mend comes first, then every check, the bad ones first", () => {
  expect(markdown("site oslo", VERDICTS)).toBe(`# site oslo has failed

**First: key differs.** Give the router its file again.

| check | outcome | seen | expected |
| --- | --- | --- | --- |
| Tunnel0: IKE SA | failed | none | READY |
| Tunnel0: traffic | unknown |  | packets |
| gw: provisioning | passed | Succeeded | Succeeded |

## Likely causes

- Tunnel0: IKE SA: **key differs**. Give the router its file again.
- Tunnel0: IKE SA: **UDP 500 blocked**. Open it.
`);
});

test("where nothing is wrong, nothing is to be mended", () => {
  expect(markdown("site oslo", VERDICTS.slice(0, 1))).toBe(`# site oslo is healthy

| check | outcome | seen | expected |
| --- | --- | --- | --- |
| gw: provisioning | passed | Succeeded | Succeeded |
`);
});

test("what Azure or a router shows cannot break the table, nor be taken for Markdown or HTML", () => {
  const seen = "a|b\n<script>*x*_y_`z`[q](r)&amp;\\|";
  const [row] = markdown("s", [{ check: "c", outcome: "unknown", expected: "", seen }]).match(/^\| c .*$/m)!;
  expect(row).toBe("| c | unknown | a\\|b \\<script\\>\\*x\\*\\_y\\_\\`z\\`\\[q\\](r)\\&amp;\\\\\\| |  |");
});
