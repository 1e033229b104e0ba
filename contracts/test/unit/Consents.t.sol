// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Consents} from "../../src/Consents.sol";
import {IConsents} from "../../src/interfaces/IConsents.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Parties} from "../support/Parties.sol";

contract ConsentsTest is Parties {
    function test_Publish_KeepsRootAndTime() public {
        vm.expectEmit(address(consents));
        emit IConsents.ConsentsPublished(INSURER, 1, bytes32("root"), 3, time());
        _publish(1, bytes32("root"), 3);
        IConsents.Publication memory kept = consents.rootAt(INSURER, 1);
        assertEq(kept.root, bytes32("root"), "root");
        assertEq(kept.publishedAt, time(), "time");
        assertEq(kept.count, 3, "count");
        assertEq(consents.last(INSURER), 1, "last");
    }

    function test_Publish_EarlierRootsStay() public {
        uint256 publishedAt = time();
        _publish(1, bytes32("root"), 3);
        wait(1 days);
        _publish(2, bytes32("next"), 4);
        IConsents.Publication memory kept = consents.rootAt(INSURER, 1);
        assertEq(kept.root, bytes32("root"), "root");
        assertEq(kept.publishedAt, publishedAt, "time");
        assertEq(consents.rootAt(INSURER, 2).publishedAt, publishedAt + 1 days, "time of the second");
        assertEq(consents.last(INSURER), 2, "last");
    }

    /// @dev Nothing was granted or revoked until now.
    function test_Publish_SameLogAgain() public {
        _publish(1, bytes32("root"), 3);
        wait(1 days);
        _publish(2, bytes32("root"), 3);
        assertEq(consents.rootAt(INSURER, 2).publishedAt, time(), "time");
    }

    function test_Publish_InsurersCountApart() public {
        registerInsurer(2);
        _publish(1, bytes32("root"), 3);
        vm.prank(gateway);
        consents.publish(2, 1, bytes32("other"), 1);
        assertEq(consents.rootAt(INSURER, 1).root, bytes32("root"), "first insurer's");
        assertEq(consents.rootAt(2, 1).root, bytes32("other"), "second insurer's");
    }

    function test_RootAt_UnknownIsZero() public view {
        assertEq(consents.rootAt(INSURER, 1).root, 0, "root");
        assertEq(consents.rootAt(INSURER, 1).publishedAt, 0, "time");
        assertEq(consents.last(INSURER), 0, "last");
    }

    function test_RevertWhen_CallerNotGateway() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(257), admin));
        vm.prank(admin);
        consents.publish(INSURER, 1, bytes32("root"), 3);
    }

    function test_RevertWhen_PublishingForInsurerZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(gateway);
        consents.publish(0, 1, bytes32("root"), 3);
    }

    function test_RevertWhen_SequenceNotNext() public {
        _publish(1, bytes32("root"), 3);
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentSequenceInvalid.selector, 2, 1));
        _publish(1, bytes32("root"), 3);
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentSequenceInvalid.selector, 2, 3));
        _publish(3, bytes32("root"), 3);
    }

    function test_RevertWhen_SequenceZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentSequenceInvalid.selector, 1, 0));
        _publish(0, bytes32("root"), 3);
    }

    function test_RevertWhen_RootIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentLogEmpty.selector, INSURER));
        _publish(1, 0, 3);
    }

    function test_RevertWhen_CountIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentLogEmpty.selector, INSURER));
        _publish(1, bytes32("root"), 0);
    }

    function test_RevertWhen_CountFalls() public {
        _publish(1, bytes32("root"), 3);
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentLogRewritten.selector, INSURER, 3, 2));
        _publish(2, bytes32("next"), 2);
    }

    function test_RevertWhen_LogRewritten() public {
        _publish(1, bytes32("root"), 3);
        vm.expectRevert(abi.encodeWithSelector(Errors.ConsentLogRewritten.selector, INSURER, 3, 3));
        _publish(2, bytes32("next"), 3);
    }

    function test_RevertWhen_ManagerHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Consents(stranger);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      INCLUSION
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Three entries: the first two pair, the third goes up unchanged.
    function test_IsIncluded_EveryEntryAtItsPosition() public {
        bytes32[3] memory entries = _entries();
        bytes32 pair = Hashes.efficientKeccak256(entries[0], entries[1]);
        _publish(1, Hashes.efficientKeccak256(pair, entries[2]), 3);
        assertEq(_isIncluded(1, entries[0], 0, _path(entries[1], entries[2])), true, "first");
        assertEq(_isIncluded(1, entries[1], 1, _path(entries[0], entries[2])), true, "second");
        assertEq(_isIncluded(1, entries[2], 2, _path(pair)), true, "third");
    }

    function test_IsIncluded_NotElsewhere() public {
        bytes32[3] memory entries = _entries();
        bytes32 pair = Hashes.efficientKeccak256(entries[0], entries[1]);
        _publish(1, Hashes.efficientKeccak256(pair, entries[2]), 3);
        assertEq(_isIncluded(1, entries[0], 1, _path(entries[1], entries[2])), false, "another position");
        assertEq(_isIncluded(1, entries[2], 3, _path(pair)), false, "a position beyond the log");
        assertEq(_isIncluded(1, pair, 0, _path(entries[2])), false, "an inner node");
        assertEq(_isIncluded(1, entries[0], 0, _path(entries[1])), false, "a path too short");
        assertEq(_isIncluded(1, bytes32("else"), 2, _path(pair)), false, "another entry");
    }

    /// @dev A path that does not fit gives zero, as does a sequence that was not published.
    function test_IsIncluded_NotBeforePublication() public {
        bytes32[3] memory entries = _entries();
        _publish(1, entries[0], 1);
        assertEq(_isIncluded(1, entries[0], 0, new bytes32[](0)), true, "one entry is the root");
        assertEq(_isIncluded(1, entries[1], 1, _path(entries[0])), false, "not yet");
        assertEq(_isIncluded(2, entries[1], 1, _path(entries[0])), false, "not published");
        _publish(2, Hashes.efficientKeccak256(entries[0], entries[1]), 2);
        assertEq(_isIncluded(2, entries[1], 1, _path(entries[0])), true, "published");
        assertEq(_isIncluded(1, entries[1], 1, _path(entries[0])), false, "and not dated back");
    }

    function _publish(uint64 sequence, bytes32 root, uint32 count) private {
        vm.prank(gateway);
        consents.publish(INSURER, sequence, root, count);
    }

    function _isIncluded(uint64 sequence, bytes32 leaf, uint256 index, bytes32[] memory siblings)
        private
        view
        returns (bool)
    {
        return consents.isIncluded(INSURER, sequence, leaf, index, siblings);
    }

    function _entries() private pure returns (bytes32[3] memory) {
        return [keccak256("first"), keccak256("second"), keccak256("third")];
    }

    function _path(bytes32 only) private pure returns (bytes32[] memory path) {
        path = new bytes32[](1);
        path[0] = only;
    }

    function _path(bytes32 first, bytes32 second) private pure returns (bytes32[] memory path) {
        path = new bytes32[](2);
        (path[0], path[1]) = (first, second);
    }
}
