// A self-contained page whose lists are not in it: they are picked from a disk, as ZIPs
// whose entries are stored or as a folder. Of either only what is asked is read.
"use strict";
(() => {
  const { held } = self.packed;
  const panel = document.getElementById("pick");
  const datasets = JSON.parse(document.getElementById("pick-datasets").textContent);
  // Nothing is under way before lists are picked.
  document.querySelector(".loading")?.remove();

  const read = async (file, from, to) => new DataView(await file.slice(from, to).arrayBuffer());

  // The entries of a ZIP, by their names. Each is a slice of the file.
  const entries = async (zip) => {
    const tail = await read(zip, Math.max(0, zip.size - 65557), zip.size);
    let end = tail.byteLength - 22;
    while (tail.getUint32(end, true) !== 0x06054b50) end--;
    const start = tail.getUint32(end + 16, true);
    const directory = await read(zip, start, start + tail.getUint32(end + 12, true));
    const found = [];
    for (let at = 0; at < directory.byteLength;) {
      const number = (place) => directory.getUint32(at + place, true);
      const short = (place) => directory.getUint16(at + place, true);
      if (number(0) !== 0x02014b50 || short(10) !== 0) throw new Error("not a ZIP of stored entries");
      const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, short(28)));
      found.push([name, number(42), number(24)]);
      at += 46 + short(28) + short(30) + short(32);
    }
    return Promise.all(found.map(async ([name, place, size]) => {
      const head = await read(zip, place, place + 30);
      const begin = place + 30 + head.getUint16(26, true) + head.getUint16(28, true);
      return [name, zip.slice(begin, begin + size)];
    }));
  };

  // A dataset is known by the name of its folder, wherever that lies.
  const take = (files) => {
    for (const [name, file] of files) {
      for (const dataset of datasets) {
        const folder = `/${dataset.split("/").pop()}/`;
        const at = `/${name}`.lastIndexOf(folder);
        const place = dataset + `/${name}`.slice(at + folder.length - 1);
        // What stands in the page is not replaced.
        if (at >= 0 && !held.files.has(place)) held.files.set(place, file);
      }
    }
    return datasets.every((dataset) =>
      [...held.files.keys()].some((name) => name.startsWith(dataset) && name.endsWith(".bin")));
  };

  const names = ({ files }) => [...files].map((file) => [file.webkitRelativePath, file]);

  // The program begins once the lists are there.
  self.packed.ready = new Promise((done) => {
    panel.addEventListener("change", async ({ target }) => {
      const zips = async () => (await Promise.allSettled([...target.files].map(entries)))
        .flatMap(({ value }) => value ?? []);
      const files = target.id === "pick-zip" ? zips() : names(target);
      const all = await Promise.resolve(files).then(take).catch(() => false);
      document.getElementById("pick-wrong").hidden = all;
      if (all) {
        panel.remove();
        done();
      }
    });
  });
})();
