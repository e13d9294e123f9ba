import { cpSync } from "node:fs";
import { join } from "node:path";
import { endLab, runDayTwo, startLab, stepsOf } from "../../testing/day-two";
import { ProjectCopy } from "../../testing/project-copy";

const copy = new ProjectCopy();
afterAll(() => copy.remove());

test("each command of docs/day-two.md ends as the page says, on paper", async () => {
  cpSync(join(__dirname, "../../docs"), copy.path("docs"), { recursive: true });
  const results = await runDayTwo(copy.folder, false);
  const unexpected = results.filter(({ exitCode, endsWith }) => exitCode !== endsWith);
  expect(unexpected).toEqual([]);
  expect(results.length).toBeGreaterThan(15);
  expect(results.map(({ output }) => output).join("\n")).not.toMatch(/pre-shared-key (?!\*{8}$)\S/m);
});

test.each(["two-providers", "behind-a-firewall"])(
  "the router on premises of config/examples/%s.json is healthy once it has its file, and a break is named",
  async (name) => {
    const premises = new ProjectCopy();
    const config = ["--config", `config/examples/${name}.json`];
    try {
      expect(premises.run("start", config)).toMatchObject({ status: 0 });
      const lab = await startLab(premises.folder, ["--keep", "--paper", ...config]);
      try {
        expect(premises.run("start", ["verify", ...config])).toMatchObject({ status: 0 });
        expect(premises.run("start", ["router", "diff", ...config])).toMatchObject({ status: 0 });
        expect(premises.run("start", ["drift", "connection-mode"])).toMatchObject({ status: 0 });
        const { status, stdout } = premises.run("start", ["verify", ...config]);
        expect([status, stdout.split("\n")[2]]).toEqual([1, "First: connection mode changed in Azure"]);
      } finally {
        await endLab(lab);
      }
    } finally {
      premises.remove();
    }
  },
);

test("a step is a config, or a command with how it ends and where it runs", () => {
  const page =
    "```json\n{}\n```\n\n```sh\nnpm start\nnpm start -- verify   # ends with 2\nnpm run lab    # in another terminal\n```\n";
  expect(stepsOf(page)).toEqual([
    { config: "{}\n" },
    { command: "npm start", endsWith: 0, isBackground: false },
    { command: "npm start -- verify", endsWith: 2, isBackground: false },
    { command: "npm run lab", endsWith: 0, isBackground: true },
  ]);
});
