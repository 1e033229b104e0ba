// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Payments
/// @notice Sums up what one settlement pays, one entry a provider, in the order of first payment.
library Payments {
    /// @dev `buckets` is a hash table with linear probing over positions counted from 1, at most half full.
    struct Sums {
        uint256 count;
        uint32[] providers;
        uint256[] cents;
        uint256[] buckets;
    }

    /// @param capacity The most providers that will be paid.
    function open(uint256 capacity) internal pure returns (Sums memory sums) {
        sums.providers = new uint32[](capacity);
        sums.cents = new uint256[](capacity);
        sums.buckets = new uint256[](2 * capacity);
    }

    /// @notice Adds to a provider's sum; nothing for nothing.
    function add(Sums memory sums, uint32 provider, uint256 cents) internal pure {
        if (cents == 0) return;
        uint256 bucket = provider % sums.buckets.length;
        while (sums.buckets[bucket] != 0) {
            uint256 position = sums.buckets[bucket] - 1;
            if (sums.providers[position] == provider) {
                sums.cents[position] += cents;
                return;
            }
            bucket = (bucket + 1) % sums.buckets.length;
        }
        sums.providers[sums.count] = provider;
        sums.cents[sums.count] = cents;
        sums.buckets[bucket] = ++sums.count;
    }

    /// @notice The entries, without the unused rest.
    function list(Sums memory sums) internal pure returns (uint32[] memory providers, uint256[] memory cents) {
        providers = new uint32[](sums.count);
        cents = new uint256[](sums.count);
        for (uint256 i = 0; i < providers.length; ++i) {
            providers[i] = sums.providers[i];
            cents[i] = sums.cents[i];
        }
    }
}
