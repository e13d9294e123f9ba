import { Progress } from "../../runner/progress";

function progress(...lines: string[]) {
  let shown = "";
  const out = { isTTY: false, write: (text: string) => (shown += text) } as unknown as NodeJS.WriteStream;
  const made = new Progress(["onprem-cat", "vpn-gateway"], false, out);
  const errors = jest.spyOn(console, "error").mockImplementation(() => {});
  lines.forEach((line) => made.line(line));
  return { made, shown: () => shown, errors: () => errors.mock.calls.flat().join("\n") };
}
afterEach(() => jest.restoreAllMocks());

const SITE = "onprem-cat  Apply complete! Resources: 3 added, 0 changed, 0 destroyed.";

test("shows a line for each stack, whichever order their lines come in", () => {
  const { made, shown } = progress(
    "onprem-cat  azurerm_subnet.a: Creation complete after 0s",
    "vpn-gateway  Initializing the backend...",
    SITE,
    "vpn-gateway  Creating...",
    "             Apply complete! Resources: 0 added, 0 changed, 0 destroyed.",
  );
  expect(made.open).toEqual([]);
  expect(shown()).toBe("onprem-cat: 3 added, 0 changed, 0 destroyed\nvpn-gateway: no changes\n");
});

test("shows a line for a stack whose end was lost, and no second one", () => {
  const { made, shown } = progress(SITE);
  made.end("onprem-cat", "3 added");
  made.end("vpn-gateway", "2 added, 0 changed, 0 destroyed");
  expect(made.open).toEqual([]);
  expect(shown()).toBe("onprem-cat: 3 added, 0 changed, 0 destroyed\nvpn-gateway: 2 added, 0 changed, 0 destroyed\n");
});

test("shows the problem once, from the first error on, and what is not done", () => {
  const { made, errors } = progress(SITE, "vpn-gateway  Error: no", "vpn-gateway  Error: no");
  expect(made.open).toEqual(["vpn-gateway"]);
  made.fail(made.open, [], [], ["Run it again."]);
  expect(errors()).toMatch(/^vpn-gateway {2}Error: no\nNot done: vpn-gateway\.\n\nRun it again/);
});

test("shows what the simulator has failed to do, where cdktf has lost it and printed what follows from it", () => {
  const lost = 'creating /subscriptions/s/resourceGroups/g: unexpected status 409 with error: "busy"';
  const { made, errors } = progress("vpn-gateway  │ Error: Unsupported attribute", "             │ that is not there");
  made.fail(made.open, [], [lost, lost], []);
  expect(errors()).toMatch(/^Error: creating .* "busy"\nNot done: onprem-cat, vpn-gateway\.\n/);
});

test("shows it as Terraform prints it, where that was printed", () => {
  const { made, errors } = progress(
    "onprem-cat  │ Error: creating /subscriptions/s: unexpected",
    "            │ status 409",
    "            │   with azurerm_subnet.a",
  );
  made.fail(made.open, [], ["creating /subscriptions/s: unexpected status 409"], []);
  expect(errors()).toMatch(/Error: creating [^]*with azurerm_subnet\.a\n/);
});

test("shows the problem of another plan, where cdktf has lost it", () => {
  const { made, errors } = progress(SITE);
  made.fail(made.open, ["Planning failed.", "╷", "│ Error: Invalid value for variable", "│ ", "╵"], [], []);
  expect(errors()).toMatch(/^│ Error: Invalid value for variable\n/);
});
