import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Daemon } from "../../lab/daemon";
import { parseRouter, ShownState } from "../../lab/inputs";
import { Lab } from "../../lab/lab";
import { sectionOf } from "../../lab/swanctl";
import { topologyOf } from "../../lab/topology";
import { wire } from "../../lab/wiring";
import { UserError } from "../../lib/model/user-error";

// Nothing is run here: what would be is looked at.
jest.mock("node:child_process");
const execFile = jest.mocked(execFileSync).mockReturnValue("");
const spawned = jest.mocked(spawnSync).mockReturnValue({ status: 0, stdout: "", stderr: "" } as never);

/** What daemons have been given as files, by their paths: some thousand labs are made. */
const given = new Map<string, string>();
jest.spyOn(Daemon.prototype, "write").mockImplementation(function (this: Daemon, name, text) {
  given.set(this.file(name), text);
});

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");
const FILES = {
  "gateway.json": fixture("gateway-state.json"),
  "site.json": fixture("site-state.json"),
  "router.cfg": fixture("cat-tunnels.cfg"),
};
type Name = keyof typeof FILES;

const HOSTILE: Readonly<Record<string, string>> = {
  "a command after an address": "10.9.0.0;id>x;#",
  "a command after a prefix": "10.9.0.0/24;id>x;#",
  "a command after an IPv6 prefix": "2001:db8::/32\nid",
  "a substitution": "$(id)",
  "an old substitution": "`id`",
  "a variable": "${IFS}id",
  "a pipe": "a|id",
  "a second command": "a&&id",
  "a pattern": "/*",
  "a double quote": 'a"b',
  "a single quote": "a'b",
  "a section of swanctl.conf": 'k"\n}\n}\nconnections {\n  x {\n    local_addrs = 0.0.0.0/0',
  "a chain of nft": "10.9.0.1 accept\n} chain x { drop; }",
  "a line of ip -batch": "10.9.0.0/24 dev lo\nlink set lo down",
  "an option": "-force",
  "a path that climbs": "../../outside",
  "a path": "/etc/passwd",
  "a carriage return": "a\rb",
  "a null": "a\u0000b",
  "an escape sequence": "a\u001b[2Jb",
  "a turned direction": "a\u202eb",
  "an invisible sign": "a\u200bb",
  "a look-alike": "c\u0430t",
  "a template": "{{sharedKey}}",
  "a comment": "a#b",
  "a blank": "a b",
  "what every object has": "constructor",
  "another of these": "__proto__",
  "a hexadecimal number": "0x41",
  "an address with a zone": "fe80::1%lo",
  "an address of two parts": "10.1",
  "an octal address": "010.1.0.4",
  "host bits": "10.1.0.4/24",
  "very much": "7".repeat(100_000),
  nothing: "",
};

/** A parser that reads a file once as long as it is the fixture's. */
function once<T>(parse: (name: Name, text: string) => T) {
  const known = new Map<Name, T>();
  return (name: Name, text: string): T => {
    if (text !== FILES[name]) return parse(name, text);
    if (!known.has(name)) known.set(name, parse(name, text));
    return known.get(name)!;
  };
}
const stateOf = once(ShownState.parse);
const routerOf = once(parseRouter);
const GATEWAY = stateOf("gateway.json", FILES["gateway.json"]);
const SITE = stateOf("site.json", FILES["site.json"]);
const TOPOLOGY = topologyOf(GATEWAY, SITE);

// In memory, where there is such a folder.
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "hostile-"));
const home = join(folder, "lab");
afterAll(() => rmSync(folder, { recursive: true }));

/** Every command with its input, and every file, of a lab with these inputs. @throws UserError if it is refused */
function effects(files: Readonly<Record<Name, string>>): string {
  execFile.mockClear();
  spawned.mockClear();
  given.clear();
  const router = routerOf("router.cfg", files["router.cfg"]);
  const gateway = stateOf("gateway.json", files["gateway.json"]);
  const site = stateOf("site.json", files["site.json"]);
  const topology = gateway === GATEWAY && site === SITE ? TOPOLOGY : topologyOf(gateway, site);
  const lab = new Lab(gateway, topology, router, home, {});
  wire(lab.topology, lab.ends, lab.router);
  for (const index of lab.tunnels.keys()) {
    lab.loadGateway(index);
    lab.loadRouter(index);
  }
  const commands = [...execFile.mock.calls, ...spawned.mock.calls].map(([command, args, options]) =>
    JSON.stringify([command, args, (options as { input?: string } | undefined)?.input]),
  );
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) given.set(file, readFileSync(file, "utf8"));
  }
  const written = [...given].sort().map(([file, text]) => `== ${file}\n${text}`);
  return [...commands, ...written].join("\n").replaceAll(home, "HOME");
}

const plain = effects(FILES);

/** Without the keys, which are in hexadecimal. */
const keyless = (text: string) => text.replace(/secret = 0x[0-9a-f]+/g, "KEY");
const renamed = (text: string, name: string) => keyless(text).replaceAll(sectionOf({ name }), "NAME");

/** What is wrong with the way in which a text was taken in the place of `original`; undefined if nothing is. */
function fault(name: Name, content: string, original: string, text: string): string | undefined {
  let found: string;
  try {
    found = effects({ ...FILES, [name]: content });
  } catch (error) {
    if (!(error instanceof UserError)) return `an accident: ${String(error).slice(0, 300)}`;
    const { message } = error;
    if (!/^[ -~]{20,500}$/.test(message)) return `an unreadable message: ${message.slice(0, 300)}`;
    if (/key-of-tunnel/.test(message) || (text.length > 3 && original.startsWith("key-") && message.includes(text))) {
      return `a message with a key: ${message}`;
    }
    return undefined;
  }
  // A value that is left out may make another command, and brings no text of its own.
  if (text === "" || keyless(found) === keyless(plain)) return undefined;
  return renamed(found, text) === renamed(plain, original) ? undefined : "it has changed what is done";
}

type Path = readonly (string | number)[];

function stringsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, [...path, key]));
}

/** A copy of the state with another text at these places, and what stood at the first. */
function changed(state: string, paths: readonly Path[], text: string): { content: string; original: string } {
  const copy = JSON.parse(state) as Record<string, unknown>;
  let original = "";
  for (const path of paths) {
    const parent = path.slice(0, -1).reduce((one, key) => one[key] as Record<string, unknown>, copy);
    original ||= String(parent[path.at(-1)!]);
    Object.defineProperty(parent, path.at(-1)!, { value: text });
  }
  return { content: JSON.stringify(copy), original };
}

describe.each(["gateway.json", "site.json"] as const)("in %s", (name) => {
  const all = stringsOf(JSON.parse(FILES[name]));
  const changes = (path: Path) => {
    try {
      return effects({ ...FILES, [name]: changed(FILES[name], [path], "\u0001").content }) !== plain;
    } catch {
      return true;
    }
  };
  // A resource of another type is none that the lab looks for.
  const read = all.filter((path) => (path.length > 5 || path.at(-1) !== "type") && changes(path));

  test("the lab reads some fields and others not", () => {
    const keys = new Set(read.map((path) => path.filter((key) => Number.isNaN(Number(key))).at(-1)));
    const expected =
      name === "gateway.json"
        ? ["address_space", "gateway_address", "shared_key", "dh_group", "ip_address", "public_ip_address_id"]
        : ["address_prefix", "next_hop_in_ip_address", "private_ip_address", "private_ip_address_version", "id"];
    expect([...keys]).toEqual(expect.arrayContaining(expected));
    expect(all.length).toBeGreaterThan(read.length + 50);
  });

  test.each(Object.entries(HOSTILE))("%s is refused or harmless in every field that is read", (_, text) => {
    const faults = read.flatMap((path) => {
      const { content, original } = changed(FILES[name], [path], text);
      const problem = fault(name, content, original, text);
      return problem ? [`${path.join(".")}: ${problem}`] : [];
    });
    expect(faults).toEqual([]);
  });

  test.each(Object.entries(HOSTILE))("%s says nothing in all other fields at once", (_, text) => {
    const others = all.filter((path) => !read.includes(path) && path.at(-1) !== "type");
    expect(effects({ ...FILES, [name]: changed(FILES[name], others, text).content })).toBe(plain);
  });

  test.each([1e300, -1, 0.5, 299])("the number %d is no lifetime", (number) => {
    const state = FILES["gateway.json"].replace('"sa_lifetime": 27000', `"sa_lifetime": ${number}`);
    expect(() => effects({ ...FILES, "gateway.json": state })).toThrow(
      "gateway.json: azurerm_virtual_network_gateway_connection[0].ipsec_policy.0.sa_lifetime: ",
    );
  });
});

/** Lines that differ in numbers alone, as those of two tunnels do, are read by the same code: the first of them counts. */
const FIRST_OF_ITS_KIND = (() => {
  const kinds = FILES["router.cfg"].split("\n").map((line) => line.replace(/\d+/g, "0"));
  return kinds.map((kind, i) => kinds.indexOf(kind) === i);
})();

const replaced = (list: readonly string[], at: number, text: string) => list.map((one, i) => (i === at ? text : one));

test.each(Object.entries(HOSTILE))("%s is refused or harmless in every word of the router's file", (_, text) => {
  const lines = FILES["router.cfg"].split("\n");
  const faults = lines.flatMap((line, i) =>
    line.split(" ").flatMap((word, j, words) => {
      if (word === "" || word === "!" || !FIRST_OF_ITS_KIND[i]) return [];
      const content = replaced(lines, i, replaced(words, j, text).join(" ")).join("\n");
      const problem = fault("router.cfg", content, word, text);
      return problem ? [`line ${i + 1}, ${word}: ${problem}`] : [];
    }),
  );
  expect(faults).toEqual([]);
});
