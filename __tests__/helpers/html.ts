import { readXml, type XmlElement } from "./xml";

const NAMED: Readonly<Record<string, number>> = { lt: 60, gt: 62, amp: 38, quot: 34 };

/**
 * Reads a page whose every element ends, but meta and br, and whose every attribute is in double quotes or has no value.
 *
 * @throws on all else, such as a sign of HTML that is to be text
 */
export const readHtml = (page: string): XmlElement =>
  readXml(
    page
      .replace(/^<!doctype html>\n/, "")
      .replace(/<(meta|br)\b([^<>]*)>/g, "<$1$2/>")
      .replace(/(<[a-z]+(?: [\w-]+="[^"<]*")*) ([a-z]+)>/g, '$1 $2="">')
      .replace(/&(lt|gt|amp|quot);/g, (_, name: string) => `&#${NAMED[name]};`)
      .replace(/&#x([0-9A-F]+);/g, (_, code: string) => `&#${Number.parseInt(code, 16)};`),
  );
