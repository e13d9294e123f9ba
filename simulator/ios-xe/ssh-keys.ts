import { utils } from "ssh2";

/**
 * A new pair of keys, in OpenSSH's form. It is not one of Ed25519: of such a public key ssh2 leaves out leading bytes
 * of 0, which one key in 256 has, and OpenSSH then refuses the pair ("error in libcrypto").
 */
export const newSshKeys = (): { readonly private: string; readonly public: string } =>
  utils.generateKeyPairSync("ecdsa", { bits: 256 });
