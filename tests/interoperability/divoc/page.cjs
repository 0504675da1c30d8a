// What DIVOC's verification page does with a scanned code: unzip, parse, verify.
"use strict";

const JSZip = require("jszip");

require("./library.cjs").run(async (library, {code}) => {
  const archive = await JSZip.loadAsync(Buffer.from(code, "base64"));
  const document = JSON.parse(await archive.files["certificate.json"].async("text"));
  return {document, verified: (await library.verifyJSON(document)).verified};
});
