// Prints the sizes of the files named on the command line: [[raw, gzip -9, brotli -q 11], …].
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const sizes = process.argv.slice(1).map((file) => {
  const content = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return [
    content.length,
    gzipSync(content, { level: 9 }).length,
    brotliCompressSync(content, { params }).length,
  ];
});
console.log(JSON.stringify(sizes));
