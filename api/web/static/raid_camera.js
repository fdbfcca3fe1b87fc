// Reads barcodes with the camera, by a reader that is served here.

const FORMATS = ["Code128", "QRCode", "EAN13", "DataMatrix", "Code39", "ITF"];
const LOOKS_EVERY_MS = 150;
const SAME_FOR_MS = 2500;

let stream = null;
let ready = false;

export const isOpen = () => stream !== null;

// Opens the camera, and calls `read(text)` for each code it sees; the same code is read again only after a while.
export async function openCamera(video, read) {
  if (!ready) {
    ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => "/vendor/zxing_reader.wasm" } });
    ready = true;
  }
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  video.srcObject = stream;
  await video.play();
  look(video, read, { text: "", at: 0 }, stream);
}

export function closeCamera(video) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
}

async function look(video, read, last, mine) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  while (stream === mine) {
    if (video.videoWidth) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      pen.drawImage(video, 0, 0);
      const found = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
        formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1,
      });
      const text = found.find((one) => one.isValid !== false)?.text ?? "";
      if (text && (text !== last.text || Date.now() - last.at > SAME_FOR_MS)) {
        last.text = text;
        last.at = Date.now();
        read(text);
      }
    }
    await new Promise((go) => setTimeout(go, LOOKS_EVERY_MS));
  }
}
