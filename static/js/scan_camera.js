/* Reads QR codes from the camera: with the browser's own reader where it has one, else with the one we bring. */
"use strict";

const scanCamera = (() => {
  const PAUSE = 120; /* ms between two looks, so that the phone stays cool */
  const LARGEST = 800; /* px of the picture that is looked at: enough for a badge at arm's length */

  const ownReader = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas)).map((code) => code.rawValue)[0] || null;
  };

  const broughtReader = async (address) => {
    const { default: decode } = await import(address);
    return async (canvas, context) => {
      try {
        return decode(context.getImageData(0, 0, canvas.width, canvas.height));
      } catch {
        return null; /* no code in sight */
      }
    };
  };

  const lookAt = (video, canvas, context) => {
    const scale = Math.min(1, LARGEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
  };

  /* Show the camera in `video` and call `found` with each text that is read, also the same one again and again.
     Returns how to stop it; throws what getUserMedia throws. */
  const start = async (video, decoder, found) => {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } },
    });
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    let running = true;
    video.srcObject = stream;
    await video.play();
    const read = await ownReader().catch(() => null) || await broughtReader(decoder);
    const look = async () => {
      if (!running) return;
      if (video.videoWidth && !document.hidden) {
        lookAt(video, canvas, context);
        const text = await read(canvas, context).catch(() => null);
        if (text && running) found(text);
      }
      setTimeout(look, PAUSE);
    };
    look();
    return () => {
      running = false;
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    };
  };

  return { start };
})();
