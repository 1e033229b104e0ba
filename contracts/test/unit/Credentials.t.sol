// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Credentials} from "../../src/Credentials.sol";
import {ICredentials} from "../../src/interfaces/ICredentials.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Spans} from "../../src/libraries/Spans.sol";
import {Parties} from "../support/Parties.sol";
import {Vm} from "../support/Vm.sol";

contract CredentialsTest is Parties {
    uint32 private constant PROVIDER = 7;
    uint24 private constant OPEN = type(uint24).max;

    ICredentials.Kind private constant LICENCE = ICredentials.Kind.Licence;
    ICredentials.Kind private constant ENROLMENT = ICredentials.Kind.Enrolment;
    ICredentials.Kind private constant EXCLUSION = ICredentials.Kind.Exclusion;

    function setUp() public override {
        super.setUp();
        registerProvider(PROVIDER);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      RECORDING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Record_KeepsWhatWasRecorded() public {
        vm.expectEmit(address(credentials));
        emit ICredentials.CredentialRecorded(PROVIDER, LICENCE, 1, 100, 200, _hash(100, 200), licensor);
        _record(LICENCE, 100, 200);
        ICredentials.Record memory kept = credentials.recordOf(PROVIDER, LICENCE, 1);
        assertEq(abi.encode(kept), abi.encode(ICredentials.Record(100, 200, 0, _hash(100, 200))), "record");
        assertEq(credentials.recordCountOf(PROVIDER, LICENCE), 1, "count");
        assertEq(credentials.recordCountOf(PROVIDER, ENROLMENT), 0, "another kind");
    }

    function test_Record_RevocationIsNotRead() public {
        ICredentials.Record memory content = ICredentials.Record(100, 200, 100, 0);
        vm.prank(licensor);
        credentials.record(PROVIDER, LICENCE, 1, content);
        assertEq(credentials.recordOf(PROVIDER, LICENCE, 1).revokedFromDay, 0, "not revoked");
    }

    function test_Record_IdsCountByKind() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        _record(LICENCE, 200, 300);
        assertEq(credentials.recordCountOf(PROVIDER, LICENCE), 2, "licences");
        assertEq(credentials.recordOf(PROVIDER, LICENCE, 2).startDay, 200, "second licence");
        assertEq(credentials.recordOf(PROVIDER, ENROLMENT, 1).startDay, 100, "first enrolment");
    }

    function test_Validity_NeedsLicenceAndEnrolment() public {
        _record(LICENCE, 100, 200);
        _assertValidity(0);
        _expectGranted(150, 200);
        _record(ENROLMENT, 150, OPEN);
        _assertValidity(Spans.pack(150, 200));
        assertEq(credentials.isValidOn(PROVIDER, 149), false, "day before");
        assertEq(credentials.isValidOn(PROVIDER, 150), true, "first day");
        assertEq(credentials.isValidOn(PROVIDER, 199), true, "last day");
        assertEq(credentials.isValidOn(PROVIDER, 200), false, "day after");
    }

    function test_Validity_OpenSpanHasNoEnd() public {
        _record(LICENCE, 1, OPEN);
        _record(ENROLMENT, 100, OPEN);
        _assertValidity(Spans.pack(100, OPEN));
        assertEq(credentials.isValidOn(PROVIDER, OPEN - 1), true, "any day");
    }

    function test_Validity_ExclusionTakesOut() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        _expectWithdrawn(120, 130);
        _record(EXCLUSION, 120, 130);
        _assertValidity(Spans.pack(100, 120) | (Spans.pack(130, 200) << 48));
    }

    function test_Validity_ExclusionBeforeLicenceHolds() public {
        _record(EXCLUSION, 120, OPEN);
        _record(LICENCE, 100, 200);
        _expectGranted(100, 120);
        _record(ENROLMENT, 100, 200);
        _assertValidity(Spans.pack(100, 120));
    }

    function test_Validity_SpansThatTouchAreOne() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 300);
        _expectGranted(200, 300);
        _record(LICENCE, 200, 300);
        _assertValidity(Spans.pack(100, 300));
    }

    function test_Validity_OverlapAddsNothing() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        vm.recordLogs();
        _record(LICENCE, 120, 150);
        assertEq(vm.getRecordedLogs().length, 1, "nothing but the record");
        _assertValidity(Spans.pack(100, 200));
    }

    function test_Validity_UnknownProviderHasNone() public view {
        assertEq(credentials.validityOf(99), 0, "word");
        assertEq(credentials.isValidOn(99, 100), false, "day");
    }

    function test_RevertWhen_AuthorityOfAnotherKind() public {
        address[3] memory authorities = [licensor, providerEnroller, excluder];
        for (uint256 kind = 0; kind < 3; ++kind) {
            address wrong = authorities[(kind + 1) % 3];
            vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(3 + kind), wrong));
            vm.prank(wrong);
            credentials.record(PROVIDER, ICredentials.Kind(kind), 1, _content(100, 200));
        }
    }

    function test_RevertWhen_CallerIsInsurer() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.EXCLUDER, admin));
        vm.prank(admin);
        credentials.record(PROVIDER, EXCLUSION, 1, _content(100, 200));
    }

    function test_RevertWhen_ProviderUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProviderNotFound.selector, 99));
        vm.prank(licensor);
        credentials.record(99, LICENCE, 1, _content(100, 200));
    }

    function test_RevertWhen_SpanEmpty() public {
        _refuse(abi.encodeWithSelector(Errors.SpanInvalid.selector, 100, 100), LICENCE, 100, 100);
    }

    function test_RevertWhen_SpanStartsBeforeDayOne() public {
        _refuse(abi.encodeWithSelector(Errors.SpanInvalid.selector, 0, 100), LICENCE, 0, 100);
    }

    function test_RevertWhen_IdNotNext() public {
        _record(LICENCE, 100, 200);
        vm.expectRevert(abi.encodeWithSelector(Errors.CredentialIdInvalid.selector, 2, 1));
        vm.prank(licensor);
        credentials.record(PROVIDER, LICENCE, 1, _content(100, 200));
        vm.expectRevert(abi.encodeWithSelector(Errors.CredentialIdInvalid.selector, 2, 3));
        vm.prank(licensor);
        credentials.record(PROVIDER, LICENCE, 3, _content(100, 200));
    }

    function test_RevertGiven_RecordsExceeded() public {
        for (uint24 i = 0; i < 32; ++i) {
            _record(LICENCE, 100, 200 + i);
        }
        _refuse(abi.encodeWithSelector(Errors.CredentialsExceeded.selector, PROVIDER), LICENCE, 100, 300);
        _record(EXCLUSION, 100, 300);
        assertEq(credentials.recordCountOf(PROVIDER, EXCLUSION), 1, "other kinds go on");
    }

    function test_RevertWhen_EffectiveSpansExceeded() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        for (uint24 i = 0; i < 4; ++i) {
            _record(EXCLUSION, 110 + 10 * i, 115 + 10 * i);
        }
        uint256 word = credentials.validityOf(PROVIDER);
        assertEq(word >> 192, Spans.pack(145, 200), "five spans");
        _refuse(abi.encodeWithSelector(Errors.EffectiveSpansExceeded.selector, PROVIDER, 6), EXCLUSION, 160, 165);
        _assertValidity(word);
        _record(EXCLUSION, 140, 165); // a wider one
        assertEq(credentials.validityOf(PROVIDER) >> 192, Spans.pack(165, 200), "five spans again");
    }

    function test_RevertWhen_OrganizationsHaveNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, stranger));
        new Credentials(address(manager), IOrganizations(stranger));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      REVOKING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Revoke_RetroactivelyWithdraws() public {
        _record(LICENCE, 100, OPEN);
        _record(ENROLMENT, 100, OPEN);
        vm.expectEmit(address(credentials));
        emit ICredentials.CredentialRevoked(PROVIDER, LICENCE, 1, 150, bytes32("reason"), licensor);
        _expectWithdrawn(150, OPEN);
        _revoke(LICENCE, 1, 150);
        _assertValidity(Spans.pack(100, 150));
        ICredentials.Record memory kept = credentials.recordOf(PROVIDER, LICENCE, 1);
        assertEq(abi.encode(kept), abi.encode(ICredentials.Record(100, OPEN, 150, _hash(100, OPEN))), "record");
    }

    function test_Revoke_OnlyWhatNoOtherRecordGives() public {
        _record(LICENCE, 100, 300);
        _record(LICENCE, 200, 250);
        _record(ENROLMENT, 100, 300);
        _expectWithdrawn(150, 200);
        _expectWithdrawn(250, 300);
        _revoke(LICENCE, 1, 150);
        _assertValidity(Spans.pack(100, 150) | (Spans.pack(200, 250) << 48));
    }

    function test_Revoke_FromBeforeTheStartAsIfItNeverWas() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        _expectWithdrawn(100, 200);
        _revoke(LICENCE, 1, 1);
        _assertValidity(0);
    }

    function test_Revoke_AgainFromAnEarlierDay() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        _revoke(LICENCE, 1, 180);
        _expectWithdrawn(120, 180);
        _revoke(LICENCE, 1, 120);
        _assertValidity(Spans.pack(100, 120));
    }

    function test_Revoke_ExclusionGrantsBack() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        _record(EXCLUSION, 120, 160);
        _expectGranted(140, 160);
        _revoke(EXCLUSION, 1, 140);
        _assertValidity(Spans.pack(100, 120) | (Spans.pack(140, 200) << 48));
    }

    /// @dev The record that replaces a revoked one has the next id.
    function test_Revoke_ThenRecordedAnew() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        _revoke(LICENCE, 1, 120);
        _expectGranted(150, 200);
        _record(LICENCE, 150, 250);
        assertEq(credentials.recordCountOf(PROVIDER, LICENCE), 2, "count");
    }

    function test_RevertWhen_RevokedByAnotherAuthority() public {
        _record(LICENCE, 100, 200);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.LICENSOR, excluder));
        vm.prank(excluder);
        credentials.revoke(PROVIDER, LICENCE, 1, 150, 0);
    }

    function test_RevertWhen_RevokedFromLaterDay() public {
        _record(LICENCE, 100, 200);
        _revoke(LICENCE, 1, 150);
        vm.expectRevert(abi.encodeWithSelector(Errors.RevocationInvalid.selector, 150, 160));
        _revoke(LICENCE, 1, 160);
        vm.expectRevert(abi.encodeWithSelector(Errors.RevocationInvalid.selector, 150, 150));
        _revoke(LICENCE, 1, 150);
    }

    function test_RevertWhen_RevokedFromItsEnd() public {
        _record(LICENCE, 100, 200);
        vm.expectRevert(abi.encodeWithSelector(Errors.RevocationInvalid.selector, 200, 200));
        _revoke(LICENCE, 1, 200);
    }

    function test_RevertWhen_RevokedFromDayZero() public {
        _record(LICENCE, 100, 200);
        vm.expectRevert(abi.encodeWithSelector(Errors.RevocationInvalid.selector, 200, 0));
        _revoke(LICENCE, 1, 0);
    }

    function test_RevertWhen_RecordUnknown() public {
        _record(LICENCE, 100, 200);
        vm.expectRevert(abi.encodeWithSelector(Errors.CredentialNotFound.selector, PROVIDER, 0));
        _revoke(LICENCE, 0, 150);
        vm.expectRevert(abi.encodeWithSelector(Errors.CredentialNotFound.selector, PROVIDER, 2));
        _revoke(LICENCE, 2, 150);
        vm.expectRevert(abi.encodeWithSelector(Errors.CredentialNotFound.selector, PROVIDER, 1));
        credentials.recordOf(PROVIDER, ENROLMENT, 1);
    }

    /// @dev Without the licence that covers all, six short ones would stand alone.
    function test_RevertGiven_RevocationLeavesTooManySpans() public {
        _record(LICENCE, 1, 1000);
        _record(ENROLMENT, 1, 1000);
        for (uint24 i = 0; i < 6; ++i) {
            _record(LICENCE, 100 + 100 * i, 150 + 100 * i);
        }
        vm.expectRevert(abi.encodeWithSelector(Errors.EffectiveSpansExceeded.selector, PROVIDER, 6));
        _revoke(LICENCE, 1, 1);
        assertEq(credentials.recordOf(PROVIDER, LICENCE, 1).revokedFromDay, 0, "not revoked");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        COSTS
    //////////////////////////////////////////////////////////////////////////*/

    function test_ValidityOf_ReadsOneSlot() public {
        _record(LICENCE, 100, 200);
        _record(ENROLMENT, 100, 200);
        vm.record();
        credentials.validityOf(PROVIDER);
        (bytes32[] memory reads,) = vm.accesses(address(credentials));
        assertEq(reads.length, 1, "reads");
    }

    /// @dev The worst order: every boundary passes all that stand.
    function test_Record_MostRecordsFitTransaction() public {
        for (uint24 i = 32; i > 0; --i) {
            _record(EXCLUSION, 5000 + 10 * i, 5005 + 10 * i);
        }
        for (uint24 i = 32; i > 0; --i) {
            _record(ENROLMENT, 3000 + 20 * i, 3025 + 20 * i);
        }
        for (uint24 i = 32; i > 0; --i) {
            _record(LICENCE, 1000 + 20 * i, 1025 + 20 * i);
        }
        uint256 gas = gasleft();
        _revoke(LICENCE, 32, 1022);
        assertLe(gas - gasleft(), 1 << 24, "gas of a transaction");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        SPANS
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_Contains_EqualsEverySpan(uint256 seed, uint256 count, uint256 day) public pure {
        count = bound(count, 0, 5);
        uint256[] memory spans = new uint256[](count);
        uint256 last = 0;
        bool isIn = false;
        day = bound(day, 0, 60);
        for (uint256 i = 0; i < count; ++i) {
            uint256 startDay = last + 1 + (seed >> (i * 16)) % 8;
            last = startDay + 1 + (seed >> (i * 16 + 8)) % 8;
            spans[i] = Spans.pack(startDay, last);
            if (day >= startDay && day < last) isIn = true;
        }
        assertEq(Spans.contains(Spans.join(spans, count), day), isIn, "contains");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     DAY BY DAY
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Days 1 to 63, a bit each; the last one stands for all that follow.
    uint256 private constant LAST_DAY = 63;

    /// @dev The days of each record, as it stands.
    struct Model {
        uint256[32][3] days_;
        uint256[3] counts;
    }

    function testFuzz_Validity_EqualsDayByDay(uint256 seed) public {
        Model memory model;
        for (uint256 i = 0; i < 20; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            uint256 was = _days(credentials.validityOf(PROVIDER));
            assertEq(was, _validDays(model), "before");
            bool isDone = _change(model, dice);
            uint256 word = credentials.validityOf(PROVIDER);
            assertEq(_days(word), isDone ? _validDays(model) : was, "days");
            assertEq(word, _wordOf(_days(word)), "the word is the shortest");
            for (uint24 day = 0; day <= LAST_DAY; ++day) {
                assertEq(credentials.isValidOn(PROVIDER, day), (_days(word) >> day) & 1 == 1, "day");
            }
        }
    }

    function testFuzz_Validity_EventsAreTheDifference(uint256 seed) public {
        Model memory model;
        for (uint256 i = 0; i < 20; ++i) {
            uint256 was = _days(credentials.validityOf(PROVIDER));
            vm.recordLogs();
            _change(model, uint256(keccak256(abi.encode(seed, i))));
            Vm.Log[] memory logs = vm.getRecordedLogs();
            uint256 is_ = _days(credentials.validityOf(PROVIDER));
            assertEq(_told(logs, ICredentials.ValidityWithdrawn.selector), was & ~is_, "withdrawn");
            assertEq(_told(logs, ICredentials.ValidityGranted.selector), is_ & ~was, "granted");
        }
    }

    /// @dev Records or revokes at random. Returns whether it was done; if not, there would be too many spans or nothing would
    /// be taken away, and the model stays as it was too.
    function _change(Model memory model, uint256 dice) private returns (bool) {
        uint256 kind = dice % 3;
        bool isRevocation = model.counts[kind] > 0 && (dice >> 40) % 3 == 0;
        return isRevocation ? _changeEnd(model, kind, dice) : _changeCount(model, kind, dice);
    }

    function _changeCount(Model memory model, uint256 kind, uint256 dice) private returns (bool isDone) {
        uint24 startDay = uint24(1 + (dice >> 8) % 60);
        uint24 endDay = (dice >> 24) % 6 == 0 ? OPEN : uint24(startDay + 1 + (dice >> 32) % (62 - startDay));
        uint256 index = model.counts[kind]++;
        model.days_[kind][index] = _days(Spans.pack(startDay, endDay));
        isDone = _try(kind, _recordCall(kind, index, startDay, endDay));
        assertEq(isDone, _spanCount(_validDays(model)) <= 5, "refused only for too many spans");
        if (!isDone) (model.days_[kind][index], model.counts[kind]) = (0, index);
    }

    function _changeEnd(Model memory model, uint256 kind, uint256 dice) private returns (bool isDone) {
        uint256 index = (dice >> 48) % model.counts[kind];
        uint24 fromDay = uint24(1 + (dice >> 8) % 60);
        ICredentials.Record memory stands = credentials.recordOf(PROVIDER, ICredentials.Kind(kind), uint16(index + 1));
        bool isEarlier = fromDay < (stands.revokedFromDay == 0 ? stands.endDay : stands.revokedFromDay);
        uint256 kept = model.days_[kind][index];
        model.days_[kind][index] = kept & ((uint256(1) << fromDay) - 1);
        isDone = _try(kind, _revokeCall(kind, index, fromDay));
        assertEq(isDone, isEarlier && _spanCount(_validDays(model)) <= 5, "refused for nothing else");
        if (!isDone) model.days_[kind][index] = kept;
    }

    function _try(uint256 kind, bytes memory call) private returns (bool) {
        return tryAs(_authority(ICredentials.Kind(kind)), address(credentials), call);
    }

    function _recordCall(uint256 kind, uint256 index, uint24 startDay, uint24 endDay)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeCall(
            credentials.record, (PROVIDER, ICredentials.Kind(kind), uint16(index + 1), _content(startDay, endDay))
        );
    }

    function _revokeCall(uint256 kind, uint256 index, uint24 fromDay) private view returns (bytes memory) {
        return
            abi.encodeCall(
                credentials.revoke, (PROVIDER, ICredentials.Kind(kind), uint16(index + 1), fromDay, bytes32(0))
            );
    }

    function _validDays(Model memory model) private pure returns (uint256) {
        uint256[3] memory unions;
        for (uint256 kind = 0; kind < 3; ++kind) {
            for (uint256 i = 0; i < model.counts[kind]; ++i) {
                unions[kind] |= model.days_[kind][i];
            }
        }
        return unions[0] & unions[1] & ~unions[2];
    }

    /// @dev The days of a word, a bit each.
    function _days(uint256 word) private pure returns (uint256 found) {
        for (; word != 0; word >>= 48) {
            uint256 endDay = uint24(word >> 24);
            for (uint256 day = uint24(word); day < endDay && day <= LAST_DAY; ++day) {
                found |= 1 << day;
            }
        }
    }

    /// @dev The word of days, span by span.
    function _wordOf(uint256 found) private pure returns (uint256 word) {
        uint256 place = 0;
        for (uint256 day = 1; day <= LAST_DAY; ++day) {
            if ((found >> day) & 1 == 0) continue;
            uint256 startDay = day;
            while ((found >> day) & 1 == 1) ++day;
            word |= Spans.pack(startDay, day > LAST_DAY ? OPEN : day) << (48 * place++);
        }
    }

    function _spanCount(uint256 found) private pure returns (uint256 count) {
        for (uint256 day = 1; day <= LAST_DAY; ++day) {
            if ((found >> day) & 1 == 1 && (found >> (day - 1)) & 1 == 0) ++count;
        }
    }

    /// @dev The days that events of a kind tell of, none of them twice.
    function _told(Vm.Log[] memory logs, bytes32 selector) private pure returns (uint256 found) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != selector) continue;
            (uint24 fromDay, uint24 toDay) = abi.decode(logs[i].data, (uint24, uint24));
            uint256 told = _days(Spans.pack(fromDay, toDay));
            assertEq(uint256(logs[i].topics[1]), PROVIDER, "provider");
            assertTrue(told != 0 && found & told == 0, "no day twice, no span empty");
            found |= told;
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _record(ICredentials.Kind kind, uint24 startDay, uint24 endDay) private {
        uint16 id = credentials.recordCountOf(PROVIDER, kind) + 1;
        vm.prank(_authority(kind));
        credentials.record(PROVIDER, kind, id, _content(startDay, endDay));
    }

    function _refuse(bytes memory reason, ICredentials.Kind kind, uint24 startDay, uint24 endDay) private {
        uint16 id = credentials.recordCountOf(PROVIDER, kind) + 1;
        vm.expectRevert(reason);
        vm.prank(_authority(kind));
        credentials.record(PROVIDER, kind, id, _content(startDay, endDay));
    }

    function _revoke(ICredentials.Kind kind, uint16 id, uint24 fromDay) private {
        vm.prank(_authority(kind));
        credentials.revoke(PROVIDER, kind, id, fromDay, bytes32("reason"));
    }

    function _authority(ICredentials.Kind kind) private view returns (address) {
        return [licensor, providerEnroller, excluder][uint256(kind)];
    }

    function _content(uint24 startDay, uint24 endDay) private pure returns (ICredentials.Record memory) {
        return ICredentials.Record(startDay, endDay, 0, _hash(startDay, endDay));
    }

    function _hash(uint24 startDay, uint24 endDay) private pure returns (bytes32) {
        return keccak256(abi.encode(startDay, endDay));
    }

    function _expectWithdrawn(uint24 fromDay, uint24 toDay) private {
        vm.expectEmit(address(credentials));
        emit ICredentials.ValidityWithdrawn(PROVIDER, fromDay, toDay);
    }

    function _expectGranted(uint24 fromDay, uint24 toDay) private {
        vm.expectEmit(address(credentials));
        emit ICredentials.ValidityGranted(PROVIDER, fromDay, toDay);
    }

    function _assertValidity(uint256 word) private view {
        assertEq(credentials.validityOf(PROVIDER), word, "validity");
    }
}
