/**
 * A key that Azure and IOS-XE both take as it stands. Azure refuses space, "-" and "~"; "?" asks
 * IOS-XE for help where a configuration is pasted. The rest of the two ends' common ground is
 * inferred, and so kept narrow.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq
 */
export const SHARED_KEY = {
  /** For Terraform's `regex`, which is RE2. */
  pattern: "^[A-Za-z0-9_.,:;+=*@#%^/]{16,127}$",
  rule: "must be 16 to 127 letters, digits and _ . , : ; + = * @ # % ^ /",
} as const;

/** The tag of a connection that says which of its keys it has, where that is not the first. */
export const KEY_VERSION_TAG = "key-version";
