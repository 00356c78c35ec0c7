// The first paint stands in the HTML. This file takes it away once the page runs, and says a
// readable sentence where it cannot run. It must work where WebAssembly and modules do not, so it
// is a classic script in old JavaScript.
(function () {
  "use strict";
  var started = false;

  function say(sentence) {
    var state = document.getElementById("first-paint-state");
    if (!started && state) {
      state.textContent = sentence;
      state.setAttribute("role", "alert");
    }
  }

  // Browsers load no modules from a file; the single file needs none.
  var single = document.querySelector('meta[name="farebox-single"]');
  var fromFile = location.protocol === "file:" && !single;

  function cannotStart(detail) {
    if (fromFile) return;
    say("Farebox could not start: " + detail + " Reload the page; if that does not help, try a current browser.");
  }

  window.addEventListener("TrunkApplicationStarted", function () {
    started = true;
    var paint = document.getElementById("first-paint");
    if (paint) paint.remove();
  });

  // A script or module that does not load reports to its element, not to the window: hence capture.
  window.addEventListener(
    "error",
    function (event) {
      var address = event.target && (event.target.src || event.target.href);
      cannotStart(address ? "the file " + address + " did not load." : event.message + ".");
    },
    true
  );
  window.addEventListener("unhandledrejection", function (event) {
    cannotStart(String((event.reason && event.reason.message) || event.reason) + ".");
  });

  document.addEventListener("DOMContentLoaded", function () {
    if (single && !document.getElementById("farebox-end")) {
      say("This file is cut off: it did not arrive whole. Get it again, and compare its size or SHA-256.");
      // What follows from it needs no words.
      started = true;
    } else if (typeof WebAssembly !== "object") {
      say("Farebox needs WebAssembly, which this browser lacks or has switched off. Any browser of the last years has it.");
    } else if (!("noModule" in document.createElement("script"))) {
      say("Farebox needs a browser with JavaScript modules: any browser of the last years has them.");
    } else if (fromFile) {
      say("These files need a web server: browsers do not run them from a folder. To open Farebox without one, open farebox.html: it holds everything in one file.");
    }
  });
})();
