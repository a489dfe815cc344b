package org.postern.keys;

import java.util.List;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Admin;
import org.postern.manifest.Root;

/// To whom ledgers and deposits are sealed.
final class Recipients {
    private Recipients() {}

    static List<HybridRecipient> of(Root root) {
        return root.admins().stream().map(Admin::recipient).toList();
    }
}
