// A stock-take is recorded: what was scanned for it is kept on the tablet no longer.
localStorage.removeItem(`stock ${document.getElementById("stock-told").dataset.store}`);
