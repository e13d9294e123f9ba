import { join } from "node:path";
import { runVpn } from "../helpers/vpn";

const project = join(__dirname, "../..");

test.each([
  [["delpoy"], "error: unknown command 'delpoy'\n(Did you mean deploy?)\n"],
  [["plan", "--confg", "x"], "error: unknown option '--confg'\n(Did you mean --config?)\n"],
  [["plan", "--config"], "error: option '-c, --config <file>' argument missing\n"],
  [["schema", "--config", "x"], "error: --config does not go with schema\n"],
  [["--json", "deploy", "--simulate"], "error: --json does not go with deploy\n"],
  [["deploy", "--parallelism", "0"], "argument '0' is invalid. It must be a whole number of 1 or more.\n"],
  [["--simulate", "--parallelism", "2", "plan"], "error: too many arguments for 'deploy'."],
  [["lab", "up"], "Allowed choices are down.\n"],
  [["bench", "g"], "Allowed choices are a, b, c, d, e, f.\n"],
  [["soak", "--rounds", "many"], "It must be a whole number of 1 or more.\n"],
  [["drift", "a", "b"], "error: too many arguments for 'drift'."],
])("vpn %j ends with exit code 1, the fault and the way to the help", async (args, said) => {
  const { code, out, err } = await runVpn(args, { project });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(said);
  expect(err).toMatch(/\nnpx vpn( \w+ --help lists what it takes| --help lists what there is)\n$/);
});

test("a config file that stands alone is told how to be named", async () => {
  const { code, err } = await runVpn(["synth", "config/fleet.json"], { project });
  expect(code).toBe(1);
  expect(err).toMatch(/\n--config FILE names the config file\n$/);
});

test.each([
  [["preview", "-c", "config/fleet.json", "berlin"]],
  [["--config", "config/fleet.json", "preview", "berlin"]],
  [["preview", "berlin", "--config=config/fleet.json", "--simulate"]],
])("vpn %j: common options stand anywhere", async (args) => {
  const { code, err } = await runVpn(args, { project });
  expect(code).toBe(0);
  expect(err).toMatch(/^Config: config\/fleet\.json \(--config\)\nberlin \(site berlin\), with /);
});
