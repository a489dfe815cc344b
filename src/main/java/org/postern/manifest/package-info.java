/// What the admins sign and everybody checks: roots, manifests, rosters, cards, and how they are framed when served
/// and published (DESIGN section 8, PROTOCOL sections 4.6, 4.7 and 8). All of it is public and *touches no secrets*,
/// except `EpochSeed`, which draws, seals and opens an epoch's secret and *touches secret keys*.
package org.postern.manifest;
