import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/**
 * Starts the installed Chromium: the program that the environment variable CHROMIUM names, else Debian's.
 *
 * @throws Error where there is none
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `${executablePath}: there is no such program; install the package chromium, or name another Chromium in the environment variable CHROMIUM`,
    );
  }
  // Chromium's sandbox does not start for root.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
