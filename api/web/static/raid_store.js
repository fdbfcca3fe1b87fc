// What a tablet keeps while scans wait: the queue, and what a raid's page says before the network is back.

const NAME = "raids";
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("scans", { keyPath: "no", autoIncrement: true });
      asked.result.createObjectStore("raids", { keyPath: "reference" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function done(store, mode, act) {
  const transaction = (await open()).transaction(store, mode, { durability: "strict" });
  const asked = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// A scan is kept before anything else is done with it; its number is its place in the line.
export const add = (scan) => done("scans", "readwrite", (store) => store.add(scan));
export const change = (scan) => done("scans", "readwrite", (store) => store.put(scan));
export const drop = (no) => done("scans", "readwrite", (store) => store.delete(no));
export const scansOf = async (reference) =>
  (await done("scans", "readonly", (store) => store.getAll())).filter((scan) => scan.raid === reference);
export const keepRaid = (raid) => done("raids", "readwrite", (store) => store.put(raid));
export const raidOf = (reference) => done("raids", "readonly", (store) => store.get(reference));
