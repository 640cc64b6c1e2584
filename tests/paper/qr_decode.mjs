// Reads a QR code that Python has rasterised: JSON {width, height, data} with RGBA bytes on stdin, the text on stdout.
import { readFileSync } from "node:fs";

const [module] = process.argv.slice(2);
const decode = (await import(module)).default;
const image = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(decode({ width: image.width, height: image.height, data: Uint8Array.from(image.data) }));
