// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../interfaces/IEscrow.sol";

/// @title Payments
/// @notice Sums up what one settlement pays, one entry a provider and plan, a provider's entries together.
library Payments {
    /// @dev Entries are packed, from the lowest bit: interest 64, cents 64, plan 32, provider 32, position + 1 of the provider's
    /// next entry 16, whether it is the provider's first 1. `buckets` is a hash table with linear probing over positions counted from 1, at most half full.
    struct Sums {
        uint256 count;
        uint256[] entries;
        uint256[] buckets;
    }

    uint256 private constant NEXT_AT = 192;
    uint256 private constant FIRST = 1 << 208;

    /// @param providers The most providers that will be paid.
    function open(Sums memory sums, uint256 providers) internal pure {
        sums.entries = new uint256[](providers);
        sums.buckets = new uint256[](2 * providers);
    }

    /// @notice Adds to a provider's sum under a plan; nothing for nothing.
    ///
    /// Requirements:
    /// - A provider's sum under a plan must be below 2^64: 512 claims of 255 amounts of 36 bits are. There must be fewer than
    ///   2^16 sums: no claim makes more than one.
    ///
    /// @param amounts Cents, then 64 bits of interest.
    function add(Sums memory sums, uint256 provider, uint256 plan, uint256 amounts) internal pure {
        if (amounts == 0) return;
        uint256 position = _firstOf(sums, provider);
        uint256 first = position == 0 ? FIRST : 0;
        while (position != 0) {
            uint256 entry = sums.entries[position - 1];
            if (uint32(entry >> 128) == plan) {
                sums.entries[position - 1] = entry + amounts;
                return;
            }
            if (uint16(entry >> NEXT_AT) == 0) {
                sums.entries[position - 1] = entry | ((sums.count + 1) << NEXT_AT);
                break;
            }
            position = uint16(entry >> NEXT_AT);
        }
        if (sums.count == sums.entries.length) _grow(sums);
        sums.entries[sums.count++] = first | (provider << 160) | (plan << 128) | amounts;
    }

    /// @notice The entries, a provider's one after the other, in the order of first payment.
    function list(Sums memory sums) internal pure returns (IEscrow.Payment[] memory payments) {
        payments = new IEscrow.Payment[](sums.count);
        uint256 to = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            uint256 entry = sums.entries[i];
            if (entry & FIRST == 0) continue;
            while (true) {
                _put(payments[to++], entry);
                if (uint16(entry >> NEXT_AT) == 0) break;
                entry = sums.entries[uint16(entry >> NEXT_AT) - 1];
            }
        }
    }

    function _put(IEscrow.Payment memory payment, uint256 entry) private pure {
        payment.provider = uint32(entry >> 160);
        payment.plan = uint32(entry >> 128);
        payment.cents = uint64(entry >> 64);
        payment.interestCents = uint64(entry);
    }

    /// @dev Most providers are paid under one plan.
    function _grow(Sums memory sums) private pure {
        uint256[] memory entries = new uint256[](2 * sums.count);
        for (uint256 i = 0; i < sums.count; ++i) {
            entries[i] = sums.entries[i];
        }
        sums.entries = entries;
    }

    /// @dev The position + 1 of a provider's first entry. Where it has none, its next entry becomes that.
    function _firstOf(Sums memory sums, uint256 provider) private pure returns (uint256 position) {
        uint256 bucket = provider % sums.buckets.length;
        while (true) {
            position = sums.buckets[bucket];
            if (position == 0) break;
            if (uint32(sums.entries[position - 1] >> 160) == provider) return position;
            bucket = (bucket + 1) % sums.buckets.length;
        }
        sums.buckets[bucket] = sums.count + 1;
    }
}
