// Judges cards with kill-the-clipboard: a request on standard input, one answer per card on standard output.
// Request: {"now": seconds, "directory": {"issuerInfo": […]}, "cards": [{"file": text} | {"code": digits}]}.
import { readFileSync } from "node:fs";
import { Directory, SHCReader } from "kill-the-clipboard";

const request = JSON.parse(readFileSync(0, "utf8"));
Date.now = () => request.now * 1_000;
globalThis.fetch = () => {
  throw new Error("a test asks no server");
};
console.warn = () => {};

const reader = new SHCReader({ issuerDirectory: Directory.fromJSON(request.directory), enableQROptimization: false });

async function judge(card) {
  try {
    const read = await ("file" in card ? reader.fromFileContent(card.file) : reader.fromQRNumeric(card.code));
    return { code: "accepted", bundle: await read.asBundle({ optimizeForQR: true, strictReferences: true }) };
  } catch (error) {
    return { code: error.code ?? String(error) };
  }
}

const answers = [];
for (const card of request.cards) answers.push(await judge(card));
process.stdout.write(JSON.stringify(answers));
