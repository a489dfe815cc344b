package org.postern.verify;

import org.postern.manifest.Notes;

/// What a service shows to everybody. None of it is believed before it was checked.
public interface Service {
    /// What `GET /notes` gives (PROTOCOL 4.6).
    ///
    /// @return roots, manifest and proof
    /// @throws org.postern.api.ProblemException if it can't be had or read
    Notes notes();

    /// A resource of the log (C2SP tlog-tiles).
    ///
    /// @param path     below `/log/`, such as `checkpoint` or `tile/0/000.p/7`
    /// @param bytesMax a longer answer is refused
    /// @return its bytes
    /// @throws org.postern.api.ProblemException if it can't be had
    byte[] log(String path, int bytesMax);

    /// A served file, as it is before compression.
    ///
    /// @param path such as `/postern.js`
    /// @return its bytes
    /// @throws org.postern.api.ProblemException if it can't be had
    byte[] file(String path);
}
