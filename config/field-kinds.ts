import { z } from "zod";
import { parseAddress, parsePrefix } from "../lib/addressing/cidr";
import { familyOf, type Family } from "../lib/model/dual-stack";
import { quoted } from "../lib/model/quoted";
import { examples } from "./field";

/* The kinds of field that the schema is put together from. */

export const object = z.strictObject;

/** Gives a field an example, which messages show and which stands in for a missing or wrong value. */
export function withExample<T extends z.ZodType>(field: T, value: unknown): T {
  examples.add(field, { value });
  return field;
}

/** Gives a name an example. A name may stand only once in a config, so each stand-in gets a number. */
export function withUniqueExample<T extends z.ZodType>(field: T, value: string): T {
  examples.add(field, { value, unique: true });
  return field;
}

/** Runs a parser of `lib/` inside the schema: its error becomes the issue. */
export function parsed<T>(parse: (text: string) => T, description: string) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return parse(text);
      } catch (error) {
        const { message } = error as Error;
        context.addIssue({
          code: "custom",
          message,
          params: { quote: message.includes(quoted(text)) && quoted(text) },
        });
        return z.NEVER;
      }
    })
    .meta({ description });
}

/** The value as the message of an issue of {@link parsed} quotes it; false where the message does not. */
export const quoteIn = (issue: z.core.$ZodIssueCustom): string | false =>
  (issue.params?.quote as string | false) ?? false;

export const prefix = (family: Family, what: string) => parsed((text) => parsePrefix(text, family), what);
export const address = (family: Family, what: string) => parsed((text) => parseAddress(text, family).text, what);
export const anyPrefix = parsed((text) => parsePrefix(text, familyOf(text)), "An IPv4 or IPv6 prefix in CIDR notation");

export function text(pattern: RegExp, rule: string, description: string) {
  return z
    .string()
    .regex(pattern, rule)
    .meta({ description: `${description}; ${rule}` });
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export function azureName(description: string, maxLength = 80) {
  return text(
    new RegExp(`^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,${maxLength - 2}}[A-Za-z0-9_])?$`),
    `must be a name of 1 to ${maxLength} letters, digits, "_", "." and "-" that starts with a letter or digit and ends with a letter, digit or "_"`,
    description,
  );
}

/** A virtual machine's name, its host name and part of file names: what all of them, and IOS-XE, take. */
export function hostName(description: string, maxLength = 63) {
  return text(
    new RegExp(`^[A-Za-z](?:[A-Za-z0-9-]{0,${maxLength - 2}}[A-Za-z0-9])?$`),
    `must be a host name of 1 to ${maxLength} letters, digits and "-" that starts with a letter and ends with a letter or digit`,
    description,
  );
}

export const resourceGroup = text(
  /^(?!.*\.$)[A-Za-z0-9_.()-]{1,90}$/,
  'must be 1 to 90 letters, digits, "_", ".", "-" and brackets, without a "." at the end',
  "Name of the resource group",
);
