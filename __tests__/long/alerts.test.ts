import { writeFileSync } from "node:fs";
import { endLab, startLab } from "../../testing/day-two";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { fleet } from "../helpers/synth";

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const summary = (text: string) => /^(\d+) passed, (\d+) failed/m.exec(text)?.slice(1);

  test("the example is deployed and rehearsed, and what is deployed is rehearsed again", () => {
    const first = project.run("lab", ["--alerts"]);
    expect([first.status, summary(first.stdout)]).toEqual([0, ["42", "0"]]);
    expect(first.stdout).toContain("Done in");
    const again = project.run("lab", ["--alerts"]);
    expect([again.status, summary(again.stdout)]).toEqual([0, ["42", "0"]]);
    expect(again.stdout).not.toContain("Done in");
  });

  test("a kept lab answers which alerts fire", async () => {
    const config = ["--config", "config/examples/monitored.json"];
    const lab = await startLab(project.folder, ["--keep", "--paper", "--site", "oslo"]);
    try {
      const { status, stdout } = project.run("start", ["alerts", ...config]);
      expect(status).toBe(2);
      // The kept lab has the router of one site.
      expect([...stdout.matchAll(/^ {2}fires +([\w-]+)/gm)].map(([, name]) => name)).toEqual([
        "gw-tromso-Tunnel0-no-ike",
        "gw-tromso-Tunnel1-no-ike",
      ]);
    } finally {
      await endLab(lab);
    }
  });

  test("a config without alerts is refused before anything is deployed", () => {
    const { status, stderr } = project.run("lab", ["--alerts", "--config", "config/lab.json"]);
    expect(status).toBe(1);
    expect(stderr).toContain('config/lab.json has no alert; give it "monitoring"');
  });

  test("ten sites are rehearsed one after the other", () => {
    expect(project.run("start", ["destroy"])).toMatchObject({ status: 0 });
    writeFileSync(project.path("config", "mine.json"), JSON.stringify(fleet((config) => (config.monitoring = {}))));
    const { status, stdout } = project.run("lab", ["--alerts", "--config", "config/mine.json"]);
    expect([status, summary(stdout)]).toEqual([0, ["176", "0"]]);
  });
});
