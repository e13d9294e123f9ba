/**
 * A key that Azure and IOS-XE both take as it stands. Azure refuses space, "-" and "~"; "?" asks
 * IOS-XE for help where a configuration is pasted. Which other characters both ends take is
 * inferred, so few are allowed.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq
 */
export const SHARED_KEY = {
  /** For Terraform's `regex`, which is RE2. */
  pattern: "^[A-Za-z0-9_.,:;+=*@#%^/]{16,127}$",
  rule: "must be 16 to 127 letters, digits and _ . , : ; + = * @ # % ^ /",
} as const;

/** The tag of a connection that holds the version of its key; a connection with the first key has none. */
export const KEY_VERSION_TAG = "key-version";
