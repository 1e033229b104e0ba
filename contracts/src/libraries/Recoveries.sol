// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

import {IEscrow} from "../interfaces/IEscrow.sol";
import {Errors} from "./Errors.sol";

/// @title Recoveries
/// @notice Overpayments that providers are to give back, from their notice until they are taken off payouts or waived.
///
/// @dev Noticed → Active → Taken; Noticed or Active → Suspended → Noticed; any of the three → Waived. Active ones are also in a
/// set for their insurer and provider, so that a payout finds them.
library Recoveries {
    using EnumerableSet for EnumerableSet.UintSet;

    struct Book {
        mapping(uint256 recovery => IEscrow.Recovery) records;
        mapping(uint256 insurerAndProvider => EnumerableSet.UintSet recoveries) active;
    }

    /// @notice The most that are taken off one payout, so that its gas is bounded.
    uint256 internal constant MAX_TAKEN = 8;

    /// @notice An id begins with its claim number, and that with its insurer.
    function insurerOf(uint256 recovery) internal pure returns (uint32) {
        return uint32(recovery >> 64);
    }

    /// @notice Opens a recovery.
    /// @return recovery Its id: the claim number and the first ordinal from 1 that is not in use.
    function open(Book storage book, uint256 claimNumber, IEscrow.Recovery memory record)
        internal
        returns (uint256 recovery)
    {
        recovery = (claimNumber << 16) | 1;
        while (book.records[recovery].status != IEscrow.RecoveryStatus.None) ++recovery;
        book.records[recovery] = record;
    }

    /// @notice A recovery as it stands. Reverts with {Errors.RecoveryNotFound} when it is unknown.
    function load(Book storage book, uint256 recovery) internal view returns (IEscrow.Recovery memory record) {
        record = book.records[recovery];
        if (record.status == IEscrow.RecoveryStatus.None) revert Errors.RecoveryNotFound(recovery);
    }

    /// @notice Moves a recovery to another status. Whether that is allowed is the caller's to check.
    /// @param record As it stands.
    function move(Book storage book, uint256 recovery, IEscrow.Recovery memory record, IEscrow.RecoveryStatus status)
        internal
    {
        EnumerableSet.UintSet storage active = book.active[_pairKey(insurerOf(recovery), record.provider)];
        if (record.status == IEscrow.RecoveryStatus.Active) active.remove(recovery);
        if (status == IEscrow.RecoveryStatus.Active) active.add(recovery);
        book.records[recovery].status = status;
    }

    /// @notice What is to be taken off a payout, and the recoveries that it is taken from.
    function find(Book storage book, uint32 insurer, uint32 provider, uint256 payoutCents)
        internal
        view
        returns (uint64 cents, uint256[] memory recoveries)
    {
        EnumerableSet.UintSet storage active = book.active[_pairKey(insurer, provider)];
        recoveries = new uint256[](Math.min(active.length(), MAX_TAKEN));
        uint256 sum = 0;
        for (uint256 i = 0; i < recoveries.length; ++i) {
            recoveries[i] = active.at(i);
            sum += book.records[recoveries[i]].cents;
        }
        cents = SafeCast.toUint64(Math.min(sum, payoutCents));
    }

    /// @notice Takes from an active recovery, at most what is left of it.
    function take(Book storage book, uint256 recovery, uint256 cents) internal returns (uint64 taken, uint64 left) {
        IEscrow.Recovery memory record = book.records[recovery];
        taken = SafeCast.toUint64(Math.min(record.cents, cents));
        left = record.cents - taken;
        book.records[recovery].cents = left;
        if (left == 0) move(book, recovery, record, IEscrow.RecoveryStatus.Taken);
    }

    /// @notice All active recoveries of a provider with an insurer, and their sum.
    function activeOf(Book storage book, uint32 insurer, uint32 provider)
        internal
        view
        returns (uint256 cents, uint256[] memory recoveries)
    {
        recoveries = book.active[_pairKey(insurer, provider)].values();
        for (uint256 i = 0; i < recoveries.length; ++i) {
            cents += book.records[recoveries[i]].cents;
        }
    }

    function _pairKey(uint32 insurer, uint32 provider) private pure returns (uint256) {
        return (uint256(insurer) << 32) | provider;
    }
}
