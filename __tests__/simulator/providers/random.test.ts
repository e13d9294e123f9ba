import { handlers } from "../../../simulator/protocol/server";
import { decode, type DynamicValue } from "../../../simulator/protocol/values";
import { random } from "../../../simulator/providers/random";
import { Terraform } from "../../../testing/terraform";

const terraform = new Terraform(random);
const password = async (config: Parameters<Terraform["create"]>[1]) =>
  String((await terraform.create("random_password", config)).result);

test("has its length, and so many of each class at least", async () => {
  for (let i = 0; i < 50; i++) {
    const result = await password({ length: 12, special: false, min_lower: 3, min_upper: 4, min_numeric: 5 });
    expect(result).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(result.match(/[a-z]/g)).toHaveLength(3);
    expect(result.match(/[A-Z]/g)).toHaveLength(4);
    expect(result.match(/[0-9]/g)).toHaveLength(5);
  }
});

test("takes special characters from the list that is given", async () => {
  const config = { length: 40, lower: false, upper: false, numeric: false, override_special: "_." };
  expect(await password(config)).toMatch(/^[_.]{40}$/);
});

test("differs every time, and stays as it is until a keeper changes", async () => {
  const config = { length: 20, keepers: { round: "1" } };
  expect(await password(config)).not.toBe(await password(config));
  const made = await terraform.create("random_password", config);
  expect((await terraform.plan("random_password", made, config)).planned).toEqual(made);
  const { replaces } = await terraform.plan("random_password", made, { ...config, keepers: { round: "2" } });
  expect(replaces).toEqual(["keepers"]);
});

test("can be imported by itself, and is left alone then by what has no rule of its own", async () => {
  const made = await terraform.import("random_password", "Correct1Horse2");
  expect(made).toMatchObject({ id: "none", result: "Correct1Horse2", length: 14, special: true, min_lower: 0 });
  const { planned, replaces } = await terraform.plan("random_password", made, { length: 14 });
  expect({ planned, replaces }).toEqual({ planned: made, replaces: [] });
});

test("has the schema version of the real provider, so that their states agree", async () => {
  const { resource_schemas } = (await handlers(random).GetProviderSchema!({ type_name: "" })) as {
    resource_schemas: Record<string, { version: number }>;
  };
  expect(resource_schemas.random_password!.version).toBe(3);
});

test("a state of an earlier version gets the attributes that came since", async () => {
  const json = Buffer.from(JSON.stringify({ id: "none", length: 14, result: "Correct1Horse2", gone: true }));
  const request = { type_name: "random_password", raw_state: { json } };
  const { upgraded_state } = (await handlers(random).UpgradeResourceState!(request)) as {
    upgraded_state: DynamicValue;
  };
  const upgraded = decode(upgraded_state)!;
  expect(upgraded).toMatchObject({ length: 14, result: "Correct1Horse2", bcrypt_hash: null, keepers: null });
  expect(upgraded).not.toHaveProperty("gone");
});

test("is checked at plan where it cannot be made", async () => {
  const config = { length: 3, min_lower: 2, min_upper: 2 };
  await expect(terraform.plan("random_password", null, config)).rejects.toThrow("length (3) must be >= the sum");
});

test("fails when the classes ask for more than the length", async () => {
  await expect(password({ length: 3, min_lower: 2, min_upper: 2 })).rejects.toThrow("length (3) must be >= the sum");
  await expect(password({ length: 0 })).rejects.toThrow("length must be at least 1, got 0");
});
