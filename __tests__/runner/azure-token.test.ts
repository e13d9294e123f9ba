import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { azureToken } from "../../runner/azure-token";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "azure-token-"))));
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

function az(script: string) {
  writeFileSync(join(folder, "az"), `#!/bin/sh\necho "$@" >> '${join(folder, "calls")}'\n${script}\n`);
  chmodSync(join(folder, "az"), 0o755);
  return azureToken({ cwd: folder, env: { PATH: [folder, "/usr/bin", "/bin"].join(delimiter) } });
}
const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

test("the token is that of az's login, for Azure Resource Manager", async () => {
  const token = az(`echo '{"accessToken": "token-of-nobody", "tokenType": "Bearer"}'`);
  expect(await token()).toBe("token-of-nobody");
  expect(calls()).toEqual(["account get-access-token --resource https://management.azure.com --output json"]);
});

test("az is asked once, and again before its token ends", async () => {
  const token = az(`echo '{"accessToken": "token-of-nobody"}'`);
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "setTimeout"] });
  await Promise.all([token(), token()]);
  jest.setSystemTime(Date.now() + 4 * 60_000);
  await token();
  expect(calls()).toHaveLength(1);
  jest.setSystemTime(Date.now() + 1);
  await token();
  expect(calls()).toHaveLength(2);
});

test("az is asked again after it has failed", async () => {
  const token = az(`[ -e failed ] && echo '{"accessToken": "token-of-nobody"}' || { touch failed; exit 1; }`);
  await expect(token()).rejects.toThrow();
  expect(await token()).toBe("token-of-nobody");
});

describe("fails when", () => {
  test("az is not there", async () => {
    const token = azureToken({ cwd: folder, env: { PATH: folder } });
    await expect(token()).rejects.toThrow(
      /^az is not on PATH, and reading Azure needs its login; install the Azure CLI .*, or save the answers of az elsewhere$/,
    );
  });

  test("nobody has logged in", async () => {
    const token = az(`echo "ERROR: Please run 'az login' to setup account." >&2; exit 1`);
    await expect(token()).rejects.toThrow(/Please run 'az login' to setup account\.\nlog in with az login$/);
  });

  test("the answer has no token, and nothing of it is shown", async () => {
    const message = await az(`echo '{"token": "Secret1"}'`)().catch((error: Error) => error.message);
    expect(message).toContain("has answered without what is needed: accessToken");
    expect(message).not.toContain("Secret1");
  });
});
