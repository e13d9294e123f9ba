import { join } from "node:path";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");
const preview = (...args: string[]) => runVpn(["preview", "--config", "config/fleet.json", ...args], { project });

test("prints one site's router alone", async () => {
  const { code, out } = await preview("oslo");
  expect(code).toBe(0);
  expect(out.match(/^crypto ikev2 proposal /gm)).toHaveLength(1);
});

test("--json is JSON alone on stdout", async () => {
  const { code, out, err } = await preview("--json");
  expect({ code, err }).toEqual({ code: 0, err: "Config: config/fleet.json (--config)\n" });
  const previews = JSON.parse(out) as { site: string; router: string; configuration: string }[];
  expect(previews).toHaveLength(10);
  expect(previews[1]).toEqual({
    site: "berlin",
    router: "berlin",
    configuration: expect.stringContaining("pre-shared-key ********"),
  });
});

test("fails when there is no such site, and says which was meant", async () => {
  expect(await preview("berlni")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining('config/fleet.json has no site "berlni"; did you mean "berlin"?\n'),
  });
});
