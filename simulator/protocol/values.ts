import { decode as unpack, encode as pack, ExtensionCodec } from "@msgpack/msgpack";

class Unknown {
  toString(): string {
    return "(known after apply)";
  }
}

/** A value that Terraform will know after apply only. */
export const UNKNOWN = new Unknown();

/** A value of Terraform's type system; an object's attributes are all present, null where unset. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | Attributes;
export interface Attributes {
  readonly [name: string]: Value;
}

const codec = new ExtensionCodec();
codec.register({
  type: 0,
  encode: (value) => (value === UNKNOWN ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
// Terraform 1.6 and later send an unknown value with refinements as type 12.
codec.register({ type: 12, encode: () => null, decode: () => UNKNOWN });

/** The message `DynamicValue`. */
export interface DynamicValue {
  readonly msgpack: Uint8Array;
}

export function decode(value: DynamicValue | null | undefined): Attributes | null {
  return value?.msgpack.length ? (unpack(value.msgpack, { extensionCodec: codec }) as Attributes | null) : null;
}

export function encode(value: Attributes | null): DynamicValue {
  return { msgpack: pack(value, { extensionCodec: codec }) };
}

export function isObject(value: Value | undefined): value is Attributes {
  return typeof value === "object" && value !== null && value !== UNKNOWN && !Array.isArray(value);
}

/** The elements of a list or set; none where it is unset or unknown. */
export function elements(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

/** Deep equality; an unknown value differs from every other. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => equal(one, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]));
  }
  return a === b && a !== UNKNOWN;
}
