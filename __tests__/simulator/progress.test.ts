import { Progress } from "../../simulator/progress";

function progress(...lines: string[]) {
  let shown = "";
  const out = { isTTY: false, write: (text: string) => (shown += text) } as unknown as NodeJS.WriteStream;
  const made = new Progress(["onprem-cat", "vpn-gateway"], false, out);
  const errors = jest.spyOn(console, "error").mockImplementation(() => {});
  lines.forEach((line) => made.line(line));
  return { end: (code: number) => ({ code: made.end(code), shown, errors: errors.mock.calls.flat().join("\n") }) };
}
afterEach(() => jest.restoreAllMocks());

const SITE = "onprem-cat  Apply complete! Resources: 3 added, 0 changed, 0 destroyed.";

test("shows a line for each stack, whichever order their lines come in", () => {
  const { end } = progress(
    "onprem-cat  azurerm_subnet.a: Creation complete after 0s",
    "vpn-gateway  Initializing the backend...",
    SITE,
    "vpn-gateway  Apply complete! Resources: 0 added, 0 changed, 0 destroyed.",
  );
  expect(end(0)).toMatchObject({
    code: 0,
    shown: expect.stringContaining("onprem-cat: 3 added, 0 changed, 0 destroyed\n"),
    errors: "",
  });
});

test("shows the problem once, from the first error on", () => {
  const { end } = progress("onprem-cat  Plan: 3 to add", "onprem-cat  Error: no", "onprem-cat  Error: no");
  const { code, errors } = end(1);
  expect(code).toBe(1);
  expect(errors).toMatch(/^onprem-cat {2}Error: no\n\nRun it again/);
});

test("a Terraform that was killed is not taken for one that is done", () => {
  expect(progress(SITE).end(0)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("Terraform ended before it was done with vpn-gateway."),
  });
});
