// What the Java tests ask the JavaScript implementations. Usage:
//   node interop.mjs kit DIR           writes the public age test kit (npm cctv-age) into DIR
//   node interop.mjs age DIR           reads DIR/task.json, see age() below
//   node interop.mjs shamir DIR        reads DIR/task.json, see shamir() below
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [, , what, dir] = process.argv;
const tasks = { kit, age, shamir };
if (!Object.hasOwn(tasks, what) || !dir) {
  console.error("usage: node interop.mjs kit|age|shamir DIR");
  process.exit(2);
}
await tasks[what]();

async function kit() {
  const vectors = await import("cctv-age");
  for (const [name, bytes] of Object.entries(vectors.default ?? vectors)) {
    if (!/^[A-Za-z0-9_]+$/.test(name)) throw new Error("a vector's name is a plain word");
    await writeFile(join(dir, name), bytes);
  }
}

// task: {identities: [text], files: [{name, recipients: how many of the identities}]}
// Opens each NAME.java.age with every identity into NAME.java.out.I, and seals NAME.plain into NAME.node.age.
async function age() {
  const { Decrypter, Encrypter, identityToRecipient } = await import("age-encryption");
  const task = JSON.parse(await readFile(join(dir, "task.json"), "utf8"));
  const recipients = [];
  for (const identity of task.identities) recipients.push(await identityToRecipient(identity));
  await writeFile(join(dir, "recipients.txt"), recipients.map((r) => r + "\n").join(""));
  for (const { name, recipients: count } of task.files) {
    const sealed = await readFile(join(dir, `${name}.java.age`));
    for (let i = 0; i < count; i++) {
      const decrypter = new Decrypter();
      decrypter.addIdentity(task.identities[i]);
      await writeFile(join(dir, `${name}.java.out.${i}`), await decrypter.decrypt(sealed));
    }
    const encrypter = new Encrypter();
    for (let i = 0; i < count; i++) encrypter.addRecipient(recipients[i]);
    const plaintext = await readFile(join(dir, `${name}.plain`));
    await writeFile(join(dir, `${name}.node.age`), await encrypter.encrypt(plaintext));
  }
}

// task: {splits: [{k, n, secret: hex, shares: [hex]}]}
// Combines the first k of the shares made in Java, and splits the secret anew; writes {combined, shares} for each.
async function shamir() {
  const { combine, split } = await import("shamir-secret-sharing");
  const hex = (bytes) => Buffer.from(bytes).toString("hex");
  const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));
  const task = JSON.parse(await readFile(join(dir, "task.json"), "utf8"));
  const results = [];
  for (const { k, n, secret, shares } of task.splits) {
    results.push({
      combined: hex(await combine(shares.slice(0, k).map(bytes))),
      shares: (await split(bytes(secret), n, k)).map(hex),
    });
  }
  await writeFile(join(dir, "result.json"), JSON.stringify(results));
}
