/* Photos made smaller before they are sent: longest side 2,000 points, upright, with the time and place they had.

   await smaller(file) → a smaller JPEG, or the file itself where nothing is won. */
const LONGEST = 2000;
const QUALITY = 0.82;
const WORTH_IT = 0.9;
const SMALL = 1024 * 1024;
const ORIENTATION = 0x0112;

export async function smaller(file) {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    if (file.size <= SMALL && Math.max(picture.naturalWidth, picture.naturalHeight) <= LONGEST) return file;
    const drawn = await drawnSmaller(picture);
    if (!drawn) return file;
    const exif = exifOf(new DataView(await file.arrayBuffer()));
    const parts = exif ? [drawn.slice(0, 2), upright(exif), drawn.slice(2)] : [drawn];
    const photo = new Blob(parts, { type: "image/jpeg" });
    return photo.size < file.size * WORTH_IT ? photo : file;
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/* The browser turns the picture upright by itself while it draws. */
function drawnSmaller(picture) {
  const scale = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.naturalWidth * scale);
  canvas.height = Math.round(picture.naturalHeight * scale);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/* The segment of a JPEG in which the camera wrote, as it stands; null where there is none. */
function exifOf(view) {
  for (let at = 2; at + 4 < view.byteLength && view.getUint8(at) === 0xff; ) {
    const [kind, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (kind === 0xffda) return null;
    if (kind === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
      return new Uint8Array(view.buffer.slice(at, at + 2 + length));
    }
    at += 2 + length;
  }
  return null;
}

/* The same segment, saying that the picture stands upright: the pixels do by now. */
function upright(segment) {
  const head = 10;
  const view = new DataView(segment.buffer);
  const little = view.getUint16(head) === 0x4949;
  const first = head + view.getUint32(head + 4, little);
  const count = view.getUint16(first, little);
  for (let entry = first + 2; entry < first + 2 + 12 * count; entry += 12) {
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
  return segment;
}
