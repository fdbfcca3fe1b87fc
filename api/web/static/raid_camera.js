// Reads barcodes with the camera, by a reader that is served here.

// The code of a shop's till is not among them: every box has one, and it says nothing of the phone.
const FORMATS = ["Code128", "QRCode", "DataMatrix", "Code39", "ITF"];
const LOOKS_EVERY_MS = 150;
const GONE_MS = 2500;
const MOST_OF_A_PHONE = 2;
const BETWEEN = ", ";
const IMEI = /^\d{15}$/;
const OVERRIDES = { locateFile: () => "/vendor/zxing_reader.wasm" };

let stream = null;

export const isOpen = () => stream !== null;

// Opens the camera, and calls `read(text)` for what it sees, once for as long as it stays in sight.
// `phone()` says whether a phone is wanted: what a box shows beside its IMEIs is then passed over.
// `several()` is called where IMEIs of more than one phone are in sight, of which none is read.
export async function openCamera(video, { phone, read, several }) {
  await ZXingWASM.prepareZXingModule({ overrides: OVERRIDES, fireImmediately: true });
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  video.srcObject = stream;
  await video.play();
  look(video, { phone, read, several }, stream);
}

export function closeCamera(video) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
}

async function look(video, { phone, read, several }, mine) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const told = new Map();
  let before = "";
  while (stream === mine) {
    const seen = video.videoWidth ? await codes(video, canvas, pen) : [];
    for (const [text, at] of told) {
      if (seen.includes(text)) told.set(text, Date.now());
      else if (Date.now() - at > GONE_MS) told.delete(text);
    }
    // A code that comes into sight is often read before the one beside it: they are told once they stay the same.
    const now = seen.join(BETWEEN);
    if (now === before) {
      const said = meant(seen, told, phone());
      for (const text of said) told.set(text, Date.now());
      if (said.length > MOST_OF_A_PHONE) several();
      else if (said.length) read(said.join(BETWEEN));
    }
    before = now;
    await new Promise((go) => setTimeout(go, LOOKS_EVERY_MS));
  }
}

async function codes(video, canvas, pen) {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  pen.drawImage(video, 0, 0);
  const found = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
    formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 8,
  });
  return [...new Set(found.filter((one) => one.isValid !== false && one.text).map((one) => one.text))].sort();
}

// The two IMEIs of one phone are one scan: taken one after the other they would be two phones.
function meant(seen, told, phone) {
  const imeis = seen.filter((text) => IMEI.test(text));
  if (phone && imeis.length) return imeis.every((text) => told.has(text)) ? [] : imeis;
  if (phone && [...told.keys()].some((text) => IMEI.test(text))) return [];
  return seen.filter((text) => !told.has(text)).slice(0, 1);
}
